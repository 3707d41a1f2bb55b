// Tells which payloads the official visitor of the Go API finds in messages.
//
// Every line of stdin is a message's full name and its bytes in base64; every line of stdout has the canaries among the
// payloads that were visited, sorted and separated by commas.
package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/proxy"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	_ "go.temporal.io/api/errordetails/v1"
	_ "go.temporal.io/api/operatorservice/v1"
	_ "go.temporal.io/api/workflowservice/v1"
)

var canary = regexp.MustCompile(`canary-\d+-`)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		name, encoded, _ := strings.Cut(lines.Text(), " ")
		found, err := visit(protoreflect.FullName(name), encoded)
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
			os.Exit(1)
		}
		fmt.Println(strings.Join(found, ","))
	}
}

func visit(name protoreflect.FullName, encoded string) ([]string, error) {
	bytes, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return nil, err
	}
	kind, err := protoregistry.GlobalTypes.FindMessageByName(name)
	if err != nil {
		return nil, err
	}
	message := kind.New().Interface()
	if err := proto.Unmarshal(bytes, message); err != nil {
		return nil, err
	}
	found := []string{}
	err = proxy.VisitPayloads(context.Background(), message, proxy.VisitPayloadsOptions{
		SkipSearchAttributes: true,
		Visitor: func(_ *proxy.VisitPayloadsContext, payloads []*common.Payload) ([]*common.Payload, error) {
			for _, payload := range payloads {
				found = append(found, canary.FindString(string(payload.GetData())))
			}
			return payloads, nil
		},
	})
	slices.Sort(found)
	return found, err
}
