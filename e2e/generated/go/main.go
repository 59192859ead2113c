// The same scenario with the client that oapi-codegen generates.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"

	"questline.test/clients/client"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func need[Value any](value *Value, body []byte) *Value {
	if value == nil {
		check(fmt.Errorf("unexpected answer: %s", body))
	}
	return value
}

func withHeader(name, value string) client.ClientOption {
	return client.WithRequestEditorFn(func(_ context.Context, request *http.Request) error {
		request.Header.Set(name, value)
		return nil
	})
}

func connect(baseURL string, options ...client.ClientOption) *client.ClientWithResponses {
	connected, err := client.NewClientWithResponses(baseURL, options...)
	check(err)
	return connected
}

func main() {
	ctx := context.Background()
	baseURL, name := os.Args[1], os.Args[2]

	form := url.Values{"grant_type": {"password"}, "username": {"user"}, "password": {"password"}}
	signedIn, err := connect(baseURL).SignInWithBodyWithResponse(
		ctx, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	check(err)
	token := need(signedIn.JSON200, signedIn.Body).AccessToken
	users := connect(baseURL, withHeader("Authorization", "Bearer "+token))

	var quest client.CreateQuestJSONRequestBody
	check(quest.FromQuestCreateFull(questOf(name)))
	created, err := users.CreateQuestWithResponse(ctx, nil, quest)
	check(err)
	need(created.JSON201, created.Body)
	again, err := users.CreateQuestWithResponse(ctx, nil, quest)
	check(err)
	refused := need(again.ApplicationproblemJSON409, again.Body)

	scopes := []client.ApiKeyCreateScopes{client.ApiKeyCreateScopesEventsWrite}
	key, err := users.CreateApiKeyWithResponse(ctx, client.ApiKeyCreate{Name: name, Scopes: &scopes})
	check(err)
	server := connect(baseURL, withHeader("x-api-key", need(key.JSON201, key.Body).Secret))

	var event client.SendEventsJSONRequestBody
	check(event.FromPlainEvent(client.PlainEvent{Type: name, UserId: name, Id: &name}))
	prefer := "wait=10"
	sent, err := server.SendEventsWithResponse(ctx, &client.SendEventsParams{Prefer: &prefer}, event)
	check(err)
	result := need(sent.JSON200, sent.Body).Results[0]
	wallet, err := users.GetWalletWithResponse(ctx, name)
	check(err)
	events, err := users.ListEventsWithResponse(ctx, &client.ListEventsParams{UserId: &name, Type: &name})
	check(err)

	check(json.NewEncoder(os.Stdout).Encode(map[string]any{
		"refused":  refused.Code,
		"status":   result.Status,
		"credited": result.Caused.Grants[0].Credited,
		"gold":     need(wallet.JSON200, wallet.Body).Balances["gold"],
		"events":   len(need(events.JSON200, events.Body).Data),
	}))
}

func questOf(name string) (quest client.QuestCreateFull) {
	text := fmt.Sprintf(`{
		"name": %q,
		"objectives": {"any_of": [{"all_of": [{"event": %q, "aggregate": "count", "op": ">=", "target": 1}]}]},
		"rewards": [{"currency": "gold", "amount": 7}],
		"auto_claim": true
	}`, name, name)
	check(json.Unmarshal([]byte(text), &quest))
	return quest
}
