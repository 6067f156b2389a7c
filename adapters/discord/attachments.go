package discord

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"assent/bot"
)

// stores are the hosts that serve Discord's attachments.
var stores = map[string]bool{"cdn.discordapp.com": true, "media.discordapp.net": true}

// Fetch implements bot.Fetcher. The address of an attachment is signed and
// expires after a day; the request carries no token.
func (c *Channel) Fetch(ctx context.Context, ref string) (io.ReadCloser, error) {
	u, err := url.Parse(ref)
	if err != nil || !(u.Scheme == "https" && stores[u.Host]) && !c.here(u) {
		return nil, fmt.Errorf("%w: not an attachment at Discord", bot.ErrNotFound)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, errors.New("discord: an attachment's address is invalid")
	}
	// No redirect leads elsewhere.
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		return nil, explain(err)
	}
	if resp.StatusCode == http.StatusOK {
		return resp.Body, nil
	}
	err = fmt.Errorf("discord: an attachment's download failed with status %d", resp.StatusCode)
	switch resp.StatusCode {
	case http.StatusNotFound, http.StatusForbidden, http.StatusGone:
		err = fmt.Errorf("%w: %w", bot.ErrNotFound, err)
	}
	return nil, errors.Join(err, resp.Body.Close())
}

// here reports whether an address is on the host of api_url.
func (c *Channel) here(u *url.URL) bool {
	base, err := url.Parse(c.cfg.APIURL)
	return err == nil && u.Scheme == base.Scheme && u.Host == base.Host
}
