// The Go side of the proxy's benchmark: a fake Temporal frontend, a thin grpc-go hop to compare with, and a load generator.
package main

import (
	"fmt"
	"os"

	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/mem"
)

// raw hands messages on as bytes, so that nobody here pays for protobuf while calls are counted.
type raw struct{}

func (raw) Marshal(v any) (mem.BufferSlice, error) {
	return mem.BufferSlice{mem.SliceBuffer(*v.(*[]byte))}, nil
}
func (raw) Unmarshal(data mem.BufferSlice, v any) error {
	*v.(*[]byte) = data.Materialize()
	return nil
}
func (raw) Name() string { return "proto" }

var codec encoding.CodecV2 = raw{}

const (
	service  = "/temporal.api.workflowservice.v1.WorkflowService/"
	largest  = 128 << 20
	payloads = 50
)

func main() {
	roles := map[string]func([]string) error{"upstream": upstream, "thinhop": thinHop, "client": client, "certificate": certificate}
	if len(os.Args) < 2 || roles[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: proxybench upstream|thinhop|client|certificate [flags]")
		os.Exit(2)
	}
	if err := roles[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
