package web

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"assent/bot"
)

// cookieName names the session cookie. On https the prefix makes browsers bind it
// to this host alone.
func (c *Channel) cookieName() string {
	if c.secure() {
		return "__Host-assent_session"
	}
	return "assent_session"
}

func (c *Channel) secure() bool { return strings.HasPrefix(c.public, "https://") }

// session identifies a browser. The cookie's token is stored nowhere: on record
// the person is named by its hash.
type session struct {
	token string
	user  bot.UserID
}

func newSession() session { return sessionOf(rand.Text() + rand.Text()) }

func sessionOf(token string) session {
	sum := sha256.Sum256([]byte(token))
	id := base64.RawURLEncoding.EncodeToString(sum[:])
	return session{token, bot.UserID{App: bot.DefaultApp, Channel: Name, ID: id}}
}

// session returns the session of a request; false: it has no valid cookie.
func (c *Channel) session(r *http.Request) (session, bool) {
	cookie, err := r.Cookie(c.cookieName())
	if err != nil {
		return session{}, false
	}
	if s, ok := c.named(cookie.Value); ok {
		return s, true
	}
	if len(cookie.Value) < 40 || len(cookie.Value) > 100 || strings.HasPrefix(cookie.Value, identityCookie) {
		return session{}, false
	}
	return sessionOf(cookie.Value), true
}

// known returns the session of a request and the person's record, or ErrNotFound:
// there is no session, or the person was erased.
func (c *Channel) known(r *http.Request) (session, bot.Person, error) {
	s, ok := c.session(r)
	if !ok {
		return s, bot.Person{}, bot.ErrNotFound
	}
	p, err := c.bot.Find(r.Context(), s.user)
	return s, p, err
}

// knownOrNew is like known, but returns a new session where there is none, and
// that of the person whom the site has named, if it has.
func (c *Channel) knownOrNew(r *http.Request, in input) (session, error) {
	if in.Identity != "" {
		return c.identity(in.Identity)
	}
	s, _, err := c.known(r)
	if errors.Is(err, bot.ErrNotFound) {
		return newSession(), nil
	}
	return s, err
}

func (c *Channel) setCookie(w http.ResponseWriter, s session) {
	c.cookie(w, s.token, int(c.cfg.Session.Seconds()))
}

func (c *Channel) dropCookie(w http.ResponseWriter) { c.cookie(w, "", -1) }

func (c *Channel) cookie(w http.ResponseWriter, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name: c.cookieName(), Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: c.secure(), SameSite: http.SameSiteLaxMode,
	})
}

// source is the network address by which limits count: an IPv6 network as a
// whole, because one connection has 2^64 addresses. It is never stored.
func (c *Channel) source(r *http.Request) string {
	address := r.RemoteAddr
	if n := c.cfg.TrustedProxies; n > 0 {
		// Each trusted proxy appends the address it was called from: the last
		// n entries are theirs, everything before is the visitor's invention.
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if len(hops) >= n {
			address = strings.TrimSpace(hops[len(hops)-n])
		}
	}
	if host, _, err := net.SplitHostPort(address); err == nil {
		address = host
	}
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return "unknown"
	}
	if ip = ip.Unmap(); ip.Is6() {
		if network, err := ip.WithZone("").Prefix(64); err == nil {
			return network.String()
		}
	}
	return ip.String()
}
