// Sends CloudEvents with the SDK for Go: structured, binary, and two in one batch.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"

	cloudevents "github.com/cloudevents/sdk-go/v2"
	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func eventOf(subject, mode string) cloudevents.Event {
	event := cloudevents.NewEvent()
	event.SetID(subject + "-" + mode)
	event.SetSource("/shops/7")
	event.SetType("Purchase")
	event.SetSubject(subject)
	check(event.SetData(cloudevents.ApplicationJSON, map[string]any{"mode": mode, "amount": 12.5}))
	return event
}

func main() {
	url, secret, subject := os.Args[1], os.Args[2], os.Args[3]
	client, err := cloudevents.NewClientHTTP(
		cloudevents.WithTarget(url), cloudevents.WithHeader("x-api-key", secret))
	check(err)
	ctx := context.Background()
	for _, mode := range []string{"structured", "binary"} {
		encoded := cloudevents.WithEncodingBinary(ctx)
		if mode == "structured" {
			encoded = cloudevents.WithEncodingStructured(ctx)
		}
		if result := client.Send(encoded, eventOf(subject, mode)); cloudevents.IsUndelivered(result) {
			check(result)
		}
	}

	batch := []cloudevents.Event{eventOf(subject, "batched-1"), eventOf(subject, "batched-2")}
	request, err := cehttp.NewHTTPRequestFromEvents(ctx, url, batch)
	check(err)
	request.Header.Set("x-api-key", secret)
	answer, err := http.DefaultClient.Do(request)
	check(err)
	if answer.StatusCode != http.StatusAccepted {
		check(fmt.Errorf("the batch got %s", answer.Status))
	}
}
