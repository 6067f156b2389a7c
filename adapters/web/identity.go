package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"assent/bot"
)

const (
	// minSecret is how many bytes the secret has at least: a key as long as the
	// output of HMAC-SHA256 (RFC 7518, section 3.2).
	minSecret = 32
	// identityLives is how long a site's token may be valid at most: it is part of
	// an address.
	identityLives = time.Hour
	maxIdentity   = 2000
	maxSubject    = 200
	// identityCookie begins the cookie of somebody whom the site has named.
	identityCookie = "id."
	// identityAccount begins their account, followed by the site's name for them.
	identityAccount = "id:"
)

// errIdentity means that the site did not sign the token for this page, or that
// it expired.
var errIdentity = errors.New("the token of the site is not valid")

// identity returns the session of somebody whom the site that links to this page
// has named by a token: a JWT of HS256 by identity_secret, with sub (the site's
// name for the person), aud (the address of this page), iat and exp, valid for an
// hour at most. They are the same person in every browser.
func (c *Channel) identity(token string) (session, error) {
	if c.cfg.IdentitySecret == "" || len(token) > maxIdentity {
		return session{}, errIdentity
	}
	claims, err := c.claims(token, []byte(c.cfg.IdentitySecret), c.public)
	if err != nil || claims.IssuedAt == nil || claims.ExpiresAt.Sub(claims.IssuedAt.Time) > identityLives {
		return session{}, errIdentity
	}
	own := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.RegisteredClaims{
		Subject: claims.Subject, Audience: jwt.ClaimStrings{identityCookie},
		IssuedAt: jwt.NewNumericDate(time.Now()), ExpiresAt: jwt.NewNumericDate(time.Now().Add(c.cfg.Session)),
	})
	cookie, err := own.SignedString(c.cookieKey())
	if err != nil {
		return session{}, err
	}
	return session{identityCookie + cookie, accountOf(claims.Subject)}, nil
}

// named returns the person whom an identity cookie names.
func (c *Channel) named(cookie string) (session, bool) {
	token, ok := strings.CutPrefix(cookie, identityCookie)
	if !ok || c.cfg.IdentitySecret == "" || len(cookie) > maxIdentity {
		return session{}, false
	}
	claims, err := c.claims(token, c.cookieKey(), identityCookie)
	if err != nil {
		return session{}, false
	}
	return session{cookie, accountOf(claims.Subject)}, true
}

func accountOf(subject string) bot.UserID {
	return bot.UserID{App: bot.DefaultApp, Channel: Name, ID: identityAccount + subject}
}

func (c *Channel) claims(token string, key []byte, audience string) (*jwt.RegisteredClaims, error) {
	claims := &jwt.RegisteredClaims{}
	_, err := jwt.ParseWithClaims(token, claims, func(*jwt.Token) (any, error) { return key, nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithAudience(audience), jwt.WithExpirationRequired(),
		jwt.WithIssuedAt())
	if err == nil && (claims.Subject == "" || len(claims.Subject) > maxSubject) {
		err = errIdentity
	}
	return claims, err
}

// cookieKey signs cookies. It differs from the site's key, so that a token of one
// kind is not valid as the other.
func (c *Channel) cookieKey() []byte {
	m := hmac.New(sha256.New, []byte(c.cfg.IdentitySecret))
	m.Write([]byte("assent session cookie"))
	return m.Sum(nil)
}
