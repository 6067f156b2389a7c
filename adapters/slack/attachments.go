package slack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"assent/bot"
)

// Fetch implements bot.Fetcher, with the scope files:read. The token goes to
// Slack's own host and no other, whatever an event says.
func (c *Channel) Fetch(ctx context.Context, ref string) (io.ReadCloser, error) {
	u, err := url.Parse(ref)
	if err != nil || !(u.Scheme == "https" && u.Host == "files.slack.com") && !c.here(u) {
		return nil, fmt.Errorf("%w: not a file at Slack", bot.ErrNotFound)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, errors.New("slack: a file's address is invalid")
	}
	req.Header.Set("Authorization", "Bearer "+string(c.cfg.BotToken))
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		var u *url.Error // names the address
		if errors.As(err, &u) {
			err = u.Err
		}
		return nil, fmt.Errorf("slack: %w", err)
	}
	if resp.StatusCode == http.StatusOK {
		return resp.Body, nil
	}
	err = fmt.Errorf("slack: a file's download failed with status %d", resp.StatusCode)
	switch resp.StatusCode {
	case http.StatusFound: // to the page where people sign in
		err = errors.New("slack refused a file: the app lacks the scope files:read (assent slack manifest)")
	case http.StatusNotFound, http.StatusForbidden, http.StatusGone:
		err = fmt.Errorf("%w: %w", bot.ErrNotFound, err)
	}
	return nil, errors.Join(err, resp.Body.Close())
}

// here reports whether an address is on the host of api_url.
func (c *Channel) here(u *url.URL) bool {
	base, err := url.Parse(strings.TrimRight(c.cfg.APIURL, "/"))
	return err == nil && u.Scheme == base.Scheme && u.Host == base.Host
}
