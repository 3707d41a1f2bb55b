package main

import (
	"flag"
	"fmt"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
)

// thinHop is the least a grpc-go proxy can do: one unary call in, the same bytes and metadata out over one connection.
func thinHop(args []string) error {
	flags := flag.NewFlagSet("thinhop", flag.ExitOnError)
	address := flags.String("listen", "127.0.0.1:0", "where to listen")
	target := flags.String("upstream", "", "where calls go")
	cert := flags.String("certificate", "", "PEM file; turns TLS on")
	key := flags.String("key", "", "PEM file")
	_ = flags.Parse(args)
	secure := insecure.NewCredentials()
	if *cert != "" {
		var err error
		if secure, err = credentials.NewServerTLSFromFile(*cert, *key); err != nil {
			return err
		}
	}
	connection, err := grpc.NewClient("passthrough:///"+*target,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.ForceCodecV2(codec), grpc.MaxCallRecvMsgSize(largest), grpc.MaxCallSendMsgSize(largest)))
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", *address)
	if err != nil {
		return err
	}
	server := grpc.NewServer(grpc.Creds(secure), grpc.ForceServerCodecV2(codec), grpc.MaxRecvMsgSize(largest), grpc.MaxSendMsgSize(largest),
		grpc.UnknownServiceHandler(func(_ any, stream grpc.ServerStream) error {
			method, _ := grpc.MethodFromServerStream(stream)
			var request, response []byte
			if err := stream.RecvMsg(&request); err != nil {
				return err
			}
			ctx := stream.Context()
			if incoming, ok := metadata.FromIncomingContext(ctx); ok {
				ctx = metadata.NewOutgoingContext(ctx, incoming)
			}
			var header, trailer metadata.MD
			err := connection.Invoke(ctx, method, &request, &response, grpc.Header(&header), grpc.Trailer(&trailer))
			stream.SetTrailer(trailer)
			if err != nil {
				return err
			}
			if err := stream.SetHeader(header); err != nil {
				return err
			}
			return stream.SendMsg(&response)
		}))
	fmt.Println(listener.Addr())
	return server.Serve(listener)
}
