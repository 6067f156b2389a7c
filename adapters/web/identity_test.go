package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"assent/bot"
)

const identitySecret = "an identity secret of a site, long enough"

// token is what a site signs, with changes.
func (s *site) token(change func(jwt.MapClaims)) string {
	s.t.Helper()
	claims := jwt.MapClaims{
		"sub": "customer 42", "aud": s.URL, "iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix(),
	}
	if change != nil {
		change(claims)
	}
	signed, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte(identitySecret))
	if err != nil {
		s.t.Fatal(err)
	}
	return signed
}

func (v *visitor) agreeAs(token string) answer {
	v.t.Helper()
	return v.post("/chat/agree", map[string]any{"id": "a1", "notice": v.site.notice(), "identity": token})
}

var customer = bot.UserID{App: bot.DefaultApp, Channel: "web", ID: "id:customer 42"}

// TestIdentity: a person whom the site names is the same in every browser, is
// asked once, and is known to officers by the site's name for them.
func TestIdentity(t *testing.T) {
	s := start(t, nil)
	v := s.visitor()
	if a := v.post("/chat/identify", map[string]any{"identity": s.token(nil)}); a.status != 200 ||
		!strings.Contains(a.body, `"pending"`) || s.people() != 0 {
		t.Fatalf("a stranger: %d %s, %d on record", a.status, a.body, s.people())
	}
	if a := v.agreeAs(s.token(nil)); a.status != 200 || !strings.Contains(a.body, `"open"`) {
		t.Fatalf("%d %s", a.status, a.body)
	}
	p, err := s.bot.Find(t.Context(), customer)
	if err != nil || p.ConsentFor(bot.PurposeService).State != bot.Granted {
		t.Fatalf("%+v, %v", p, err)
	}
	if a := v.post("/chat/send", map[string]any{"id": "m1", "text": "where is my lamp?"}); a.status != 200 {
		t.Errorf("with the cookie alone: %d %s", a.status, a.body)
	}
	other := s.visitor() // another browser
	if a := other.post("/chat/identify", map[string]any{"identity": s.token(nil)}); !strings.Contains(a.body,
		`"open"`) {
		t.Errorf("they are asked again: %s", a.body)
	}
	other.hear("where is my lamp?")
	if a := other.post("/chat/clear", map[string]any{}); a.status != 200 {
		t.Errorf("clear: %d", a.status)
	}
	for range 100 {
		if s.people() == 0 {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if s.people() != 0 {
		t.Error("they are still on record")
	}
}

// TestIdentityRefused: what the site did not sign for this page, now, names nobody
// and puts nobody on record.
func TestIdentityRefused(t *testing.T) {
	s := start(t, nil)
	signedWith := func(method jwt.SigningMethod, key any) string {
		token, err := jwt.NewWithClaims(method, jwt.MapClaims{
			"sub": "customer 42", "aud": s.URL, "iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix(),
		}).SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	v := s.visitor()
	v.agreeAs(s.token(nil))
	var cookie string
	for _, c := range v.http.Jar.Cookies(v.request("GET", "/", "").URL) {
		cookie = strings.TrimPrefix(c.Value, "id.")
	}
	people := s.people()
	for name, token := range map[string]string{
		"another key":      signedWith(jwt.SigningMethodHS256, []byte("another secret that is long enough too")),
		"no signature":     signedWith(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType),
		"another method":   signedWith(jwt.SigningMethodHS512, []byte(identitySecret)),
		"expired":          s.token(func(c jwt.MapClaims) { c["exp"] = time.Now().Add(-time.Minute).Unix() }),
		"no end":           s.token(func(c jwt.MapClaims) { delete(c, "exp") }),
		"no beginning":     s.token(func(c jwt.MapClaims) { delete(c, "iat") }),
		"not yet":          s.token(func(c jwt.MapClaims) { c["iat"] = time.Now().Add(time.Hour).Unix() }),
		"valid for a year": s.token(func(c jwt.MapClaims) { c["exp"] = time.Now().Add(365 * 24 * time.Hour).Unix() }),
		"another page":     s.token(func(c jwt.MapClaims) { c["aud"] = "https://other.example" }),
		"nobody":           s.token(func(c jwt.MapClaims) { delete(c, "sub") }),
		"a long name":      s.token(func(c jwt.MapClaims) { c["sub"] = strings.Repeat("x", 300) }),
		"the cookie":       cookie,
		"garbage":          "hello", "huge": strings.Repeat("a.", 50_000),
	} {
		for _, path := range []string{"/chat/agree", "/chat/identify", "/chat/right"} {
			w := s.visitor()
			a := w.post(path, map[string]any{"id": "a1", "notice": s.notice(), "identity": token, "right": "access"})
			if a.status != http.StatusUnauthorized || a.code() != "bad_identity" || len(a.cookies) > 0 {
				t.Errorf("%s, %s: %d %s, cookies %v", name, path, a.status, a.body, a.cookies)
			}
		}
	}
	if s.people() != people {
		t.Errorf("%d people are on record, before %d", s.people(), people)
	}
	// Nor is a token of the site valid as a cookie.
	r := s.visitor().request("GET", "/chat/events", "")
	r.AddCookie(&http.Cookie{Name: "assent_session", Value: "id." + s.token(nil)})
	if a := s.visitor().do(r); a.status != http.StatusUnauthorized {
		t.Errorf("as a cookie: %d", a.status)
	}
}
