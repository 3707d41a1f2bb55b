package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	taskqueuepb "go.temporal.io/api/taskqueue/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// frontend answers with bytes made beforehand; a history gives back the payload that the last `seed` workflow was started
// with, 50 times, so that it is what the hop itself has made of it.
type frontend struct {
	mutex   sync.RWMutex
	history []byte
	polls   atomic.Int64
}

func upstream(args []string) error {
	flags := flag.NewFlagSet("upstream", flag.ExitOnError)
	address := flags.String("listen", "127.0.0.1:0", "where to listen")
	streams := flags.Uint("streams", 0, "SETTINGS_MAX_CONCURRENT_STREAMS, 0: grpc-go's own")
	_ = flags.Parse(args)
	listener, err := net.Listen("tcp", *address)
	if err != nil {
		return err
	}
	options := []grpc.ServerOption{
		grpc.ForceServerCodecV2(codec), grpc.MaxRecvMsgSize(largest), grpc.MaxSendMsgSize(largest),
	}
	if *streams > 0 {
		options = append(options, grpc.MaxConcurrentStreams(uint32(*streams)))
	}
	own := &frontend{}
	server := grpc.NewServer(append(options, grpc.UnknownServiceHandler(own.serve))...)
	fmt.Println(listener.Addr())
	go own.report(os.Stdin)
	return server.Serve(listener)
}

// report answers each line on stdin with the number of polls that wait.
func (f *frontend) report(lines io.Reader) {
	for scanner := bufio.NewScanner(lines); scanner.Scan(); {
		fmt.Println(f.polls.Load())
	}
}

func (f *frontend) serve(_ any, stream grpc.ServerStream) error {
	method, _ := grpc.MethodFromServerStream(stream)
	var request []byte
	if err := stream.RecvMsg(&request); err != nil {
		return err
	}
	response, err := f.answer(method, request, stream)
	if err != nil {
		return err
	}
	return stream.SendMsg(&response)
}

func (f *frontend) answer(method string, request []byte, stream grpc.ServerStream) ([]byte, error) {
	switch method {
	case service + "StartWorkflowExecution":
		return started, nil
	case service + "SignalWithStartWorkflowExecution":
		return signalled, f.seed(request)
	case service + "DescribeWorkflowExecution":
		return described, nil
	case service + "GetWorkflowExecutionHistory":
		f.mutex.RLock()
		defer f.mutex.RUnlock()
		return f.history, nil
	case service + "PollWorkflowTaskQueue":
		f.polls.Add(1)
		defer f.polls.Add(-1)
		<-stream.Context().Done()
		return nil, status.FromContextError(stream.Context().Err()).Err()
	}
	return nil, status.Error(codes.Unimplemented, method)
}

func (f *frontend) seed(request []byte) error {
	var start workflowservice.SignalWithStartWorkflowExecutionRequest
	if err := proto.Unmarshal(request, &start); err != nil {
		return status.Error(codes.InvalidArgument, err.Error())
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.history = historyOf(start.Input.GetPayloads()[0])
	return nil
}

var (
	started   = encoded(&workflowservice.StartWorkflowExecutionResponse{RunId: runID, Started: true})
	signalled = encoded(&workflowservice.SignalWithStartWorkflowExecutionResponse{RunId: runID, Started: true})
	described = encoded(&workflowservice.DescribeWorkflowExecutionResponse{
		ExecutionConfig: &workflowpb.WorkflowExecutionConfig{TaskQueue: &taskqueuepb.TaskQueue{Name: "bench"}},
		WorkflowExecutionInfo: &workflowpb.WorkflowExecutionInfo{
			Execution:     &commonpb.WorkflowExecution{WorkflowId: "bench", RunId: runID},
			Type:          &commonpb.WorkflowType{Name: "Bench"},
			StartTime:     timestamppb.New(time.Unix(1_700_000_000, 0)),
			Status:        enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING,
			HistoryLength: 51, TaskQueue: "bench",
		},
	})
)

const runID = "0199a3c0-5f5e-7d0c-9d0a-0c1d2e3f4a5b"

func historyOf(payload *commonpb.Payload) []byte {
	history := &historypb.History{}
	for id := range payloads {
		history.Events = append(history.Events, &historypb.HistoryEvent{
			EventId:   int64(id + 1),
			EventTime: timestamppb.New(time.Unix(1_700_000_000, 0)),
			EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
			Attributes: &historypb.HistoryEvent_WorkflowExecutionSignaledEventAttributes{
				WorkflowExecutionSignaledEventAttributes: &historypb.WorkflowExecutionSignaledEventAttributes{
					SignalName: "bench",
					Input:      &commonpb.Payloads{Payloads: []*commonpb.Payload{payload}},
				},
			},
		})
	}
	return encoded(&workflowservice.GetWorkflowExecutionHistoryResponse{History: history})
}

func encoded(message proto.Message) []byte {
	bytes, err := proto.Marshal(message)
	if err != nil {
		panic(err)
	}
	return bytes
}
