package sms

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"assent/bot"
)

var mediaPath = regexp.MustCompile(`/Messages/((?:SM|MM)[0-9a-f]{32})/Media/(ME[0-9a-f]{32})$`)

// mediaRef returns the part of a medium's address that Fetch needs. The rest is
// the account's, which is known, and nobody else's.
func mediaRef(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(mediaPath.FindString(u.Path), "/")
}

// Fetch implements bot.Fetcher. Twilio redirects to another host, which must not
// get the credentials.
func (c *Channel) Fetch(ctx context.Context, ref string) (io.ReadCloser, error) {
	if !mediaPath.MatchString(ref) {
		return nil, fmt.Errorf("%w: not a medium at Twilio", bot.ErrNotFound)
	}
	target := c.account.address(ref)
	for range 4 {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
		if err != nil {
			return nil, errors.New("a medium's address is invalid")
		}
		if target == c.account.address(ref) {
			req.SetBasicAuth(c.cfg.AccountSID, string(c.cfg.AuthToken))
		}
		resp, err := c.account.media.Do(req)
		if err != nil {
			var u *url.Error // names the address
			if errors.As(err, &u) {
				err = u.Err
			}
			return nil, fmt.Errorf("no answer from Twilio: %w", err)
		}
		switch resp.StatusCode {
		case http.StatusOK:
			return resp.Body, nil
		case http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
			next, err := resp.Location()
			if err = errors.Join(err, resp.Body.Close()); err != nil {
				return nil, errors.New("the redirect to a medium cannot be read")
			}
			if next.Scheme != "https" && !strings.HasPrefix(next.String(), strings.TrimRight(c.cfg.APIURL, "/")+"/") {
				return nil, fmt.Errorf("%w: the redirect to a medium is not to https", bot.ErrNotFound)
			}
			target = next.String()
			continue
		}
		err = fmt.Errorf("a medium's download from Twilio failed with status %d", resp.StatusCode)
		if resp.StatusCode == http.StatusNotFound || resp.StatusCode == http.StatusGone {
			err = fmt.Errorf("%w: %w", bot.ErrNotFound, err)
		}
		return nil, errors.Join(err, resp.Body.Close())
	}
	return nil, errors.New("too many redirects to a medium")
}
