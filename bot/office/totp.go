package office

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// totpEvery is how long a code is valid (RFC 6238, section 5.2); the previous and the
// next code count too, because clocks differ.
const totpEvery = 30 * time.Second

// NewTOTP makes the secret of a second factor: 160 bits, in base32.
func NewTOTP() string {
	secret := make([]byte, 20)
	_, _ = rand.Read(secret) // never fails, by its documentation
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}

// TOTPAddress returns the address from which authenticator apps take a secret.
func TOTPAddress(secret, login string) string {
	query := url.Values{"secret": {secret}, "issuer": {"Assent"}}
	return "otpauth://totp/Assent:" + url.PathEscape(login) + "?" + query.Encode()
}

// totpCode is the code of a step (RFC 6238 with SHA-1, RFC 4226).
func totpCode(secret []byte, step int64) string {
	h := hmac.New(sha1.New, secret)
	_ = binary.Write(h, binary.BigEndian, step) // writing to a hash never fails
	sum := h.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[at:at+4])&0x7fffffff)%1_000_000)
}

// TOTPCode returns the code that an authenticator app shows at a moment; empty if
// the secret is invalid.
func TOTPCode(secret string, at time.Time) string {
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ToUpper(secret))
	if err != nil {
		return ""
	}
	return totpCode(key, at.Unix()/int64(totpEvery.Seconds()))
}

// totpStep returns the time step that a code belongs to.
func totpStep(secret, code string, now time.Time) (step int64, ok bool) {
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ToUpper(secret))
	code = strings.ReplaceAll(strings.TrimSpace(code), " ", "")
	if err != nil || len(key) < 16 || len(code) != 6 {
		return 0, false
	}
	for _, s := range []int64{-1, 0, 1} {
		if at := now.Unix()/int64(totpEvery.Seconds()) + s; same(totpCode(key, at), code) {
			step, ok = at, true
		}
	}
	return step, ok
}
