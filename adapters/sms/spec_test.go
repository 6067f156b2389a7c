package sms_test

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"assent/adapters/sms/smstest"
	"assent/bot"
)

// TestRequestsFollowTheSpecification validates every kind of request against
// Twilio's published specification, if a copy is beside the project.
func TestRequestsFollowTheSpecification(t *testing.T) {
	file := filepath.Join("..", "..", "..", "shared", "specs", "twilio_api_v2010.json")
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		t.Skip("Twilio's specification of its API is not beside the project, so no request is validated")
	}
	spec, err := openapi3.NewLoader().LoadFromFile(file)
	if err != nil {
		t.Fatal(err)
	}
	router, err := gorillamux.NewRouter(spec)
	if err != nil {
		t.Fatal(err)
	}
	follows := func(method, path, query, body string) error {
		r, err := http.NewRequest(method, "https://api.twilio.com"+path+query, strings.NewReader(body))
		if err != nil {
			return err
		}
		if body != "" {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		route, params, err := router.FindRoute(r)
		if err != nil {
			return err
		}
		return openapi3filter.ValidateRequest(context.Background(), &openapi3filter.RequestValidationInput{
			Request: r, PathParams: params, Route: route,
			Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc},
		})
	}

	l := open(t)
	u := bot.UserID{App: bot.DefaultApp, Channel: "sms", ID: ana}
	sid, err := l.channel.Send(t.Context(), u, bot.Reply{Text: "hello"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.channel.Erase(t.Context(), u, []bot.PlatformRef{sid}); err != nil {
		t.Fatal(err)
	}
	l.channel.Examine(t.Context())
	if _, _, err := l.channel.Setup(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	requests, bodies := l.Requests()
	seen := map[string]bool{}
	for i, r := range requests {
		query := ""
		if r.URL.RawQuery != "" {
			query = "?" + r.URL.RawQuery
		}
		seen[r.Method] = true
		if err := follows(r.Method, r.URL.Path, query, bodies[i]); err != nil {
			t.Errorf("%s %s: %v", r.Method, r.URL.Path, err)
		}
	}
	if len(requests) < 6 || len(seen) != 3 {
		t.Errorf("%d requests with %v", len(requests), seen)
	}
	// The check notices a wrong request.
	wrong := url.Values{"To": {ana}, "StatusCallback": {"https://chat.test/sms/status"}, "Attempt": {"many"}}
	if follows(http.MethodPost, "/2010-04-01/Accounts/"+smstest.AccountSID+"/Messages.json", "",
		wrong.Encode()) == nil ||
		follows(http.MethodDelete, "/2010-04-01/Accounts/AC1/Messages.json", "", "") == nil {
		t.Error("a wrong request passes")
	}
}
