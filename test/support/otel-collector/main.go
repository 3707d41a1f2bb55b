// The OpenTelemetry Collector with OTLP in, and an exporter that tests can read: a line of OTLP JSON on stdout for each batch.
package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/client"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/provider/yamlprovider"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/otelcol"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/receiver"
	"go.opentelemetry.io/collector/receiver/otlpreceiver"
	"go.opentelemetry.io/collector/service/telemetry"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

var lines = component.MustNewType("lines")

// Batches with a record whose body has the text `Refuse` are refused, with the gRPC code that the receiver makes its answer of;
// all of them when they come without the header `authorization: Authorization`, where one is set.
type linesConfig struct {
	Refuse        string     `mapstructure:"refuse"`
	Code          codes.Code `mapstructure:"code"`
	Authorization string     `mapstructure:"authorization"`
}

func (config linesConfig) knows(ctx context.Context) bool {
	return config.Authorization == "" || slices.Contains(client.FromContext(ctx).Metadata.Get("authorization"), config.Authorization)
}

func (config linesConfig) refuses(batch plog.Logs) bool {
	for _, resource := range batch.ResourceLogs().All() {
		for _, scope := range resource.ScopeLogs().All() {
			for _, record := range scope.LogRecords().All() {
				if config.Refuse != "" && strings.Contains(record.Body().Str(), config.Refuse) {
					return true
				}
			}
		}
	}
	return false
}

type linesExporter struct {
	component.StartFunc
	component.ShutdownFunc
	consumer.Logs
}

// Logs go out before their sender is answered: whatever was taken is there to be read.
func newLines(_ context.Context, _ exporter.Settings, made component.Config) (exporter.Logs, error) {
	config := *made.(*linesConfig)
	marshaler := plog.JSONMarshaler{}
	logs, err := consumer.NewLogs(func(ctx context.Context, batch plog.Logs) error {
		if !config.knows(ctx) {
			return status.Error(codes.Unauthenticated, "who is it?")
		}
		if config.refuses(batch) {
			return status.Error(config.Code, "not this one")
		}
		line, err := marshaler.MarshalLogs(batch)
		if err == nil {
			_, err = os.Stdout.Write(append(line, '\n'))
		}
		return err
	})
	return linesExporter{Logs: logs}, err
}

func factories() (otelcol.Factories, error) {
	config := func() component.Config { return &linesConfig{} }
	out := exporter.NewFactory(lines, config, exporter.WithLogs(newLines, component.StabilityLevelStable))
	in := otlpreceiver.NewFactory()
	return otelcol.Factories{
		Receivers: map[component.Type]receiver.Factory{in.Type(): in},
		Exporters: map[component.Type]exporter.Factory{lines: out},
		Telemetry: telemetry.NewFactory(func() component.Config { return &struct{}{} }),
	}, nil
}

func main() {
	resolver := confmap.ResolverSettings{DefaultScheme: "yaml", ProviderFactories: []confmap.ProviderFactory{yamlprovider.NewFactory()}}
	command := otelcol.NewCommand(otelcol.CollectorSettings{
		BuildInfo:              component.BuildInfo{Command: "otel-collector", Version: "v0.165.0"},
		Factories:              factories,
		ConfigProviderSettings: otelcol.ConfigProviderSettings{ResolverSettings: resolver},
	})
	if err := command.Execute(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
