package slack_test

import (
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"assent/adapters/slack/slacktest"
)

// newer are methods that Slack's archived specification does not have.
var newer = []string{"apps.connections.open", "files.getUploadURLExternal", "files.completeUploadExternal"}

// TestRequestsFollowTheSpecification validates the requests of a conversation
// against Slack's published specification, if a copy is beside the project.
func TestRequestsFollowTheSpecification(t *testing.T) {
	file := filepath.Join("..", "..", "..", "shared", "specs", "slack_v3.json")
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		t.Skip("Slack's specification of its API is not beside the project, so no request is validated")
	}
	spec, err := openapi3.NewLoader().LoadFromFile(file)
	if err != nil {
		t.Fatal(err)
	}
	router, err := gorillamux.NewRouter(spec)
	if err != nil {
		t.Fatal(err)
	}
	follows := func(method, form string) error {
		r, err := http.NewRequest(http.MethodPost, "/"+method, strings.NewReader(form))
		if err != nil {
			return err
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		route, params, err := router.FindRoute(r)
		if err != nil {
			return err
		}
		return openapi3filter.ValidateRequest(t.Context(), &openapi3filter.RequestValidationInput{
			Request: r, PathParams: params, Route: route, Options: &openapi3filter.Options{
				AuthenticationFunc: openapi3filter.NoopAuthenticationFunc,
			},
		})
	}

	o := open(t, true)
	o.answers()
	o.write(ana, "hello")
	o.must("interactive", slacktest.Press(ana, o.hears(ana, 1), "agree", "", "I agree"))
	o.hears(ana, 3)
	o.must("events_api", slacktest.Event("m", map[string]any{
		"type": "app_mention", "channel": "C0PUBLIC", "user": "U0BEN", "text": "export", "ts": "1.1",
	}))
	o.must("events_api", slacktest.Event("h", map[string]any{"type": "app_home_opened", "user": ana, "tab": "home"}))
	o.hears("U0BEN", 1)
	o.channel.Examine(t.Context())
	for _, text := range []string{"export my data", "EXPORT", "delete my data", "DELETE"} {
		o.write(ana, text)
		time.Sleep(300 * time.Millisecond)
	}
	seen := map[string]bool{}
	for _, r := range o.Requests() {
		seen[r.Method] = true
		known := true
		for _, m := range newer {
			known = known && m != r.Method
		}
		if !known {
			continue
		}
		if err := follows(r.Method, r.Form.Encode()); err != nil {
			t.Errorf("%s: %v", r.Method, err)
		}
	}
	if len(seen) < 9 {
		t.Errorf("only %v", seen)
	}
	// The check notices a wrong request.
	if follows("chat.postMessage", "text=hello") == nil || follows("chat.shout", "channel=C1") == nil {
		t.Error("a wrong request passes")
	}
}
