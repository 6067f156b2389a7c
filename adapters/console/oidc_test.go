package console_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"assent/adapters/console"
	"assent/bot"
	"assent/bot/office"
)

// issuer is a stand-in for a company's own sign-in: discovery, keys, codes with
// PKCE, signed tokens.
type issuer struct {
	*httptest.Server
	key    *rsa.PrivateKey
	claims map[string]any // of the next token, on top of the usual ones
	asked  url.Values     // the query that somebody came with
}

func newIssuer(t *testing.T) *issuer {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	i := &issuer{key: key}
	mux := http.NewServeMux()
	say := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(v)
	}
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		say(w, map[string]any{
			"issuer": i.URL, "authorization_endpoint": i.URL + "/authorize", "token_endpoint": i.URL + "/token",
			"jwks_uri": i.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		e := big.NewInt(int64(key.E)).Bytes()
		say(w, map[string]any{
			"keys": []any{
				map[string]any{
					"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "1",
					"n": base64.RawURLEncoding.EncodeToString(key.N.Bytes()),
					"e": base64.RawURLEncoding.EncodeToString(e),
				},
			},
		})
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
		id, secret, _ := r.BasicAuth()
		if r.FormValue("code") != "the code" || id != "assent" || secret != "hush" ||
			base64.RawURLEncoding.EncodeToString(sum[:]) != i.asked.Get("code_challenge") {
			w.WriteHeader(http.StatusBadRequest)
			say(w, map[string]any{"error": "invalid_grant"})
			return
		}
		claims := jwt.MapClaims{
			"iss": i.URL, "sub": "user-7", "aud": "assent", "exp": time.Now().Add(time.Hour).Unix(),
			"iat": time.Now().Unix(), "nonce": i.asked.Get("nonce"), "name": "Zoe",
			"groups": []string{"staff", "support"},
		}
		for k, v := range i.claims {
			claims[k] = v
		}
		token := jwt.NewWithClaims(jwt.SigningMethodRS256, claims)
		token.Header["kid"] = "1"
		signed, err := token.SignedString(i.key)
		if err != nil {
			t.Error(err)
		}
		say(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": signed})
	})
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	return i
}

// TestCompany: people sign in at the company's own sign-in, with the role that
// their groups have now; what is forged or planted is refused.
func TestCompany(t *testing.T) {
	i := newIssuer(t)
	cfg := console.OIDC{
		Issuer: i.URL, ClientID: "assent", Secret: "hush", Claim: "groups", Roles: "support=agent privacy=officer",
	}
	if bad := cfg.Check(); len(bad) > 0 {
		t.Fatal(bad)
	}
	s := openWith(t, console.Options{OIDC: cfg}, office.Config{})
	// begin goes to the issuer, and returns the way back.
	begin := func(v *visitor) string {
		t.Helper()
		r, err := http.NewRequest(http.MethodGet, s.URL+"/console/oidc/start?to=/console/inbox", nil)
		if err != nil {
			t.Fatal(err)
		}
		status, body, header := v.do(r)
		at, err := url.Parse(header.Get("Location"))
		if status != http.StatusSeeOther || err != nil || !strings.HasPrefix(at.String(), i.URL+"/authorize?") {
			t.Fatalf("%d %s %s", status, header.Get("Location"), body)
		}
		i.asked = at.Query()
		if i.asked.Get("redirect_uri") != s.URL+"/console/oidc/back" || i.asked.Get("code_challenge_method") != "S256" {
			t.Errorf("it is asked with %v", i.asked)
		}
		return "oidc/back?" + url.Values{"state": {i.asked.Get("state")}, "code": {"the code"}}.Encode()
	}
	zoe := s.as()
	if status, body := zoe.get(begin(zoe)); status != http.StatusSeeOther {
		t.Fatalf("%d %s", status, body)
	}
	if status, body := zoe.get("inbox"); status != http.StatusOK || !strings.Contains(body, "Zoe") {
		t.Errorf("%d", status)
	}
	if status, _ := zoe.get("people"); status != http.StatusForbidden {
		t.Errorf("an agent sees people: %d", status)
	}
	i.claims = map[string]any{"groups": []string{"privacy"}} // her groups have changed
	if status, _ := zoe.get(begin(zoe)); status != http.StatusSeeOther {
		t.Error(status)
	}
	if status, _ := zoe.get("people"); status != http.StatusOK {
		t.Errorf("an officer does not see people: %d", status)
	}
	for name, change := range map[string]func(v *visitor, back string) string{
		"another's state": func(_ *visitor, back string) string {
			return strings.Replace(back, "state=", "state=x", 1)
		},
		"another's code": func(_ *visitor, back string) string {
			return strings.Replace(back, "the+code", "a+code", 1)
		},
		"somebody's link": func(v *visitor, back string) string { v.Jar = s.as().Jar; return back },
		"no groups": func(_ *visitor, back string) string {
			i.claims = map[string]any{"groups": []string{"guests"}}
			return back
		},
		"another's nonce": func(_ *visitor, back string) string {
			i.claims = map[string]any{"nonce": "x"}
			return back
		},
		"another's token": func(_ *visitor, back string) string {
			i.claims = map[string]any{"aud": "other"}
			return back
		},
		"another issuer's": func(_ *visitor, back string) string {
			i.claims = map[string]any{"iss": "https://evil.test"}
			return back
		},
		"a token of before": func(_ *visitor, back string) string { i.claims = map[string]any{"exp": 1}; return back },
	} {
		t.Run(name, func(t *testing.T) {
			i.claims = nil
			v := s.as()
			back := change(v, begin(v))
			if status, _ := v.get(back); status != http.StatusForbidden {
				t.Errorf("%d", status)
			}
			if status, _ := v.get(""); status != http.StatusSeeOther {
				t.Errorf("somebody is signed in: %d", status)
			}
		})
	}
	i.claims = nil
	team, err := s.office.Team(t.Context(), bot.DefaultApp)
	if err != nil || len(team) != 1 {
		t.Fatalf("%d accounts, %v", len(team), err)
	}
}
