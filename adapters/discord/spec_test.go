package discord_test

import (
	"bytes"
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

	"assent/adapters/discord/discordtest"
	"assent/bot"
)

// TestRequestsFollowTheSpecification validates the requests of a conversation
// against Discord's published specification, if a copy is beside the project.
func TestRequestsFollowTheSpecification(t *testing.T) {
	file := filepath.Join("..", "..", "..", "shared", "specs", "discord_openapi.json")
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		t.Skip("Discord's specification of its API is not beside the project, so no request is validated")
	}
	spec, err := openapi3.NewLoader().LoadFromFile(file)
	if err != nil {
		t.Fatal(err)
	}
	router, err := gorillamux.NewRouter(spec)
	if err != nil {
		t.Fatal(err)
	}
	follows := func(in discordtest.Request) error {
		r, err := http.NewRequest(in.Method, "https://discord.com/api/v10"+in.Path, bytes.NewReader(in.Body))
		if err != nil {
			return err
		}
		r.URL.RawQuery = in.Query
		if in.Type != "" {
			r.Header.Set("Content-Type", in.Type)
		}
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

	s := open(t)
	s.Refuses("1003")
	s.answers()
	s.Direct(ana, "hello")
	notice := s.hears(ana, 1)
	s.Answer(s.Press(ana, notice, custom(notice, "agree")), 5*time.Second)
	s.hears(ana, 3)
	s.Mention("1004", "888", "export my data", true)
	s.hears("1004", 1)
	s.Answer(s.Command("1003", "privacy", "policy"), 5*time.Second)
	s.channel.Examine(t.Context())
	for _, text := range []string{"export my data", "EXPORT", "delete my data", "DELETE"} {
		s.Direct(ana, text)
		time.Sleep(300 * time.Millisecond)
	}
	if _, err := s.channel.Send(t.Context(), bot.UserID{ID: ana}, bot.Reply{
		ID: "x", Text: "hello", Choices: []bot.Choice{{ID: "delete", Label: "x"}},
	}); err != nil {
		t.Fatal(err)
	}
	kinds := map[string]bool{}
	for _, r := range s.Requests() {
		kinds[r.Method+" "+strings.Split(r.Path, "/")[1]] = true
		if strings.HasPrefix(r.Type, "multipart/") {
			continue // the specification does not define how payload_json is read
		}
		if err := follows(r); err != nil {
			t.Errorf("%s %s: %v", r.Method, r.Path, err)
		}
	}
	for _, want := range []string{
		"POST users", "POST channels", "DELETE channels", "PUT applications", "POST interactions", "POST webhooks",
		"GET gateway", "GET users",
	} {
		if !kinds[want] {
			t.Errorf("no %s among %v", want, kinds)
		}
	}
	// The check notices a wrong request.
	wrong := discordtest.Request{
		Method: http.MethodPost, Path: "/channels/1/messages", Type: "application/json", Body: []byte(`{"content": 7}`),
	}
	if follows(wrong) == nil || follows(discordtest.Request{Method: http.MethodPatch, Path: "/gateway"}) == nil {
		t.Error("a wrong request passes")
	}
}
