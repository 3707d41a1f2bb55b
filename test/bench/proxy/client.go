package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	taskqueuepb "go.temporal.io/api/taskqueue/v1"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"
)

type load struct {
	target, method, namespace, token, authorities string
	concurrency, connections, calls, pollers      int
	rate                                          float64
	duration                                      time.Duration
}

type figures struct {
	Calls, Errors int
	FirstError    string `json:",omitempty"`
	Seconds       float64
	P50, P99      float64 // milliseconds
}

func client(args []string) error {
	var own load
	flags := flag.NewFlagSet("client", flag.ExitOnError)
	flags.StringVar(&own.target, "target", "", "what is measured")
	flags.StringVar(&own.method, "method", "Start", "Start, Describe, History, Seed or Poll")
	flags.StringVar(&own.namespace, "namespace", "bench", "logical namespace")
	flags.StringVar(&own.token, "token", "", "bearer token")
	flags.StringVar(&own.authorities, "authorities", "", "PEM file; turns TLS on")
	flags.IntVar(&own.concurrency, "concurrency", 16, "callers of the closed loop")
	flags.IntVar(&own.connections, "connections", 4, "connections")
	flags.IntVar(&own.calls, "calls", 0, "end after so many calls instead of -duration")
	flags.Float64Var(&own.rate, "rate", 0, "calls a second; 0: closed loop")
	flags.DurationVar(&own.duration, "duration", 4*time.Second, "how long")
	flags.IntVar(&own.pollers, "pollers", 0, "with -method Poll: calls that wait until stdin ends")
	_ = flags.Parse(args)
	connections, err := own.dial()
	if err != nil {
		return err
	}
	switch own.method {
	case "Poll":
		return own.poll(connections)
	case "Seed":
		return own.seed(connections[0])
	}
	found := own.run(connections)
	return json.NewEncoder(os.Stdout).Encode(found)
}

func (l *load) dial() ([]*grpc.ClientConn, error) {
	secure := insecure.NewCredentials()
	if l.authorities != "" {
		pem, err := os.ReadFile(l.authorities)
		if err != nil {
			return nil, err
		}
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(pem)
		secure = credentials.NewTLS(&tls.Config{RootCAs: pool})
	}
	connections := make([]*grpc.ClientConn, l.connections)
	for index := range connections {
		connection, err := grpc.NewClient("passthrough:///"+l.target, grpc.WithTransportCredentials(secure),
			grpc.WithDisableRetry(), grpc.WithReadBufferSize(4096), grpc.WithWriteBufferSize(4096), grpc.WithSharedWriteBuffer(true),
			grpc.WithDefaultCallOptions(grpc.ForceCodecV2(codec), grpc.MaxCallRecvMsgSize(largest), grpc.WaitForReady(true)))
		if err != nil {
			return nil, err
		}
		connections[index] = connection
	}
	return connections, nil
}

// request gives the headers that every SDK sends, and a message whose payload is 1 KiB.
func (l *load) request() (context.Context, string, []byte) {
	pairs := []string{"client-name", "temporal-go", "client-version", "1.37.0", "supported-server-versions", ">=1.0.0 <2.0.0",
		"temporal-namespace", l.namespace}
	if l.token != "" {
		pairs = append(pairs, "authorization", "Bearer "+l.token)
	}
	ctx := metadata.AppendToOutgoingContext(context.Background(), pairs...)
	execution := &commonpb.WorkflowExecution{WorkflowId: "bench", RunId: runID}
	input := &commonpb.Payloads{Payloads: []*commonpb.Payload{plain}}
	kind, queue := &commonpb.WorkflowType{Name: "Bench"}, &taskqueuepb.TaskQueue{Name: "bench"}
	switch l.method {
	case "Describe":
		return ctx, service + "DescribeWorkflowExecution", encoded(&workflowservice.DescribeWorkflowExecutionRequest{
			Namespace: l.namespace, Execution: execution})
	case "History":
		return ctx, service + "GetWorkflowExecutionHistory", encoded(&workflowservice.GetWorkflowExecutionHistoryRequest{
			Namespace: l.namespace, Execution: execution})
	case "Poll":
		return ctx, service + "PollWorkflowTaskQueue", encoded(&workflowservice.PollWorkflowTaskQueueRequest{
			Namespace: l.namespace, TaskQueue: queue, Identity: "1@bench"})
	case "Seed":
		return ctx, service + "SignalWithStartWorkflowExecution", encoded(&workflowservice.SignalWithStartWorkflowExecutionRequest{
			Namespace: l.namespace, WorkflowId: "bench", WorkflowType: kind, TaskQueue: queue, Input: input, RequestId: runID, SignalName: "bench"})
	}
	return ctx, service + "StartWorkflowExecution", encoded(&workflowservice.StartWorkflowExecutionRequest{
		Namespace: l.namespace, WorkflowId: "bench", WorkflowType: kind, TaskQueue: queue, Input: input, RequestId: runID, Identity: "1@bench"})
}

var plain = &commonpb.Payload{
	Metadata: map[string][]byte{"encoding": []byte("json/plain")},
	Data:     []byte(`"` + string(bytes.Repeat([]byte("0123456789abcdef"), 64))[2:] + `"`),
}

// seed stores the payload upstream and reads it back: what comes out has to be what went in.
func (l *load) seed(connection *grpc.ClientConn) error {
	invoke := func() ([]byte, error) {
		ctx, method, message := l.request()
		ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
		defer cancel()
		var response []byte
		return response, connection.Invoke(ctx, method, &message, &response)
	}
	if _, err := invoke(); err != nil {
		return err
	}
	l.method = "History"
	ctx, method, message := l.request()
	var response []byte
	if err := connection.Invoke(ctx, method, &message, &response); err != nil {
		return err
	}
	var history workflowservice.GetWorkflowExecutionHistoryResponse
	if err := proto.Unmarshal(response, &history); err != nil {
		return err
	}
	for _, event := range history.History.GetEvents() {
		if !proto.Equal(event.GetWorkflowExecutionSignaledEventAttributes().Input.Payloads[0], plain) {
			return errors.New("a payload came back changed")
		}
	}
	if count := len(history.History.GetEvents()); count != payloads {
		return fmt.Errorf("%d payloads came back", count)
	}
	return nil
}

func (l *load) run(connections []*grpc.ClientConn) figures {
	ctx, method, message := l.request()
	var mutex sync.Mutex
	var taken []time.Duration
	var found figures
	call := func(index int) {
		var response []byte
		limited, cancel := context.WithTimeout(ctx, 30*time.Second)
		before := time.Now()
		err := connections[index%len(connections)].Invoke(limited, method, &message, &response)
		elapsed := time.Since(before)
		cancel()
		mutex.Lock()
		defer mutex.Unlock()
		taken = append(taken, elapsed)
		if err != nil {
			found.Errors++
			found.FirstError = err.Error()
		}
	}
	before := time.Now()
	if l.rate > 0 {
		l.paced(call)
	} else {
		l.closedLoop(call)
	}
	found.Seconds = time.Since(before).Seconds()
	slices.Sort(taken)
	found.Calls = len(taken)
	if len(taken) > 0 {
		found.P50 = float64(taken[len(taken)/2].Microseconds()) / 1000
		found.P99 = float64(taken[len(taken)*99/100].Microseconds()) / 1000
	}
	return found
}

func (l *load) closedLoop(call func(int)) {
	var group sync.WaitGroup
	var made atomic.Int64
	until := time.Now().Add(l.duration)
	for index := range l.concurrency {
		group.Go(func() {
			for l.calls > 0 && made.Add(1) <= int64(l.calls) || l.calls == 0 && time.Now().Before(until) {
				call(index)
			}
		})
	}
	group.Wait()
}

func (l *load) paced(call func(int)) {
	var group sync.WaitGroup
	interval := time.Duration(float64(time.Second) / l.rate)
	start := time.Now()
	for index := 0; ; index++ {
		due := time.Duration(index) * interval
		if due > l.duration {
			break
		}
		time.Sleep(time.Until(start.Add(due)))
		group.Go(func() { call(index) })
	}
	group.Wait()
}

// poll keeps calls waiting until stdin ends and says how many of them the upstream holds.
func (l *load) poll(connections []*grpc.ClientConn) error {
	base, method, message := l.request()
	ctx, cancel := context.WithCancel(base)
	var failed atomic.Int64
	var first atomic.Value
	var group sync.WaitGroup
	slots := make(chan struct{}, 200)
	for index := range l.pollers {
		slots <- struct{}{}
		group.Go(func() {
			time.AfterFunc(50*time.Millisecond, func() { <-slots })
			limited, done := context.WithTimeout(ctx, 10*time.Minute)
			defer done()
			var response []byte
			if err := connections[index%len(connections)].Invoke(limited, method, &message, &response); ctx.Err() == nil {
				failed.Add(1)
				first.Store(fmt.Sprint(err))
			}
		})
	}
	fmt.Println("sent")
	_, _ = io.Copy(io.Discard, os.Stdin)
	cancel()
	group.Wait()
	fmt.Println(failed.Load(), first.Load())
	return nil
}
