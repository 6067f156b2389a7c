package sms

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"assent/bot"
)

// account calls Twilio's REST API. Twilio's own library takes no context and no
// other address, so only its signature check is used (FACTS.md, 5.8).
type account struct {
	cfg   Config
	http  http.Client
	media http.Client // a file takes as long as it takes, until its context ends
}

func newAccount(cfg Config) *account {
	// The credentials go nowhere else.
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &account{
		cfg:   cfg,
		http:  http.Client{Timeout: 30 * time.Second, CheckRedirect: stay},
		media: http.Client{CheckRedirect: stay},
	}
}

// apiError is an error that Twilio answers.
type apiError struct {
	Code    int    `json:"code"`
	Status  int    `json:"status"`
	Message string `json:"message"` // may name the number: never to be logged
}

// Error names the code, which is documented, and nobody.
func (e *apiError) Error() string {
	return fmt.Sprintf("Twilio answered %d, error %d (https://www.twilio.com/docs/api/errors/%[2]d)", e.Status, e.Code)
}

// Twilio's error codes.
const (
	codeOptedOut   = 21610 // the number said STOP
	codeUnfinished = 20009 // cannot be deleted before it is complete
)

// hopeless are the errors that the same message would meet again: not a number,
// not a mobile, not reachable from here, sending not permitted.
var hopeless = map[int]bool{21211: true, 21214: true, 21217: true, 21408: true, 21612: true, 21614: true}

// maxWait is how long a call waits for a rate limit. The queue waits longer.
const maxWait = 20 * time.Second

// address returns the address of something in the account.
func (a *account) address(path string) string {
	return strings.TrimRight(a.cfg.APIURL, "/") + "/2010-04-01/Accounts/" + a.cfg.AccountSID + path
}

// call makes one request and decodes its answer into out. It waits out rate
// limits, a second or what Twilio says.
func (a *account) call(ctx context.Context, method, path string, form url.Values, out any) error {
	for begun := time.Now(); ; {
		wait, err := a.once(ctx, method, path, form, out)
		if wait == 0 || time.Since(begun)+wait > maxWait {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		case <-time.After(wait):
		}
	}
}

// once makes one request. It returns how long to wait before another try; zero:
// there is no other try.
func (a *account) once(ctx context.Context, method, path string, form url.Values, out any) (wait time.Duration,
	err error) {
	target := a.address(path)
	var body io.Reader
	if method == http.MethodPost {
		body = strings.NewReader(form.Encode())
	} else if len(form) > 0 {
		target += "?" + form.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, method, target, body)
	if err != nil {
		return 0, errors.New("api_url is not a valid address")
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.SetBasicAuth(a.cfg.AccountSID, string(a.cfg.AuthToken))
	resp, err := a.http.Do(req)
	if err != nil {
		var u *url.Error // names the address, and with it a message
		if errors.As(err, &u) {
			err = u.Err
		}
		return 0, fmt.Errorf("no answer from Twilio: %w", err)
	}
	defer resp.Body.Close()
	answer := io.LimitReader(resp.Body, 1<<20)
	if resp.StatusCode/100 == 2 {
		if out == nil || resp.StatusCode == http.StatusNoContent {
			return 0, nil
		}
		if err := json.NewDecoder(answer).Decode(out); err != nil {
			return 0, fmt.Errorf("read the answer of Twilio: %w", err)
		}
		return 0, nil
	}
	e := &apiError{}
	if json.NewDecoder(answer).Decode(e) != nil || e.Status == 0 {
		e.Status = resp.StatusCode
	}
	if resp.StatusCode == http.StatusTooManyRequests {
		wait = time.Second
		if s, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && s > 0 {
			wait = time.Duration(s) * time.Second
		}
	}
	return wait, e
}

// send sends a text and returns Twilio's id for it.
func (a *account) send(ctx context.Context, to, body, status string) (bot.PlatformRef, error) {
	form := url.Values{"To": {to}, "Body": {body}}
	if a.cfg.MessagingService != "" {
		form.Set("MessagingServiceSid", a.cfg.MessagingService)
	}
	if a.cfg.From != "" {
		form.Set("From", a.cfg.From)
	}
	if status != "" {
		form.Set("StatusCallback", status)
	}
	var sent struct {
		SID string `json:"sid"`
	}
	err := a.call(ctx, http.MethodPost, "/Messages.json", form, &sent)
	var e *apiError
	switch {
	case errors.As(err, &e) && e.Code == codeOptedOut:
		return "", fmt.Errorf("%w: %w", bot.ErrOptedOut, err)
	case errors.As(err, &e) && hopeless[e.Code]:
		return "", fmt.Errorf("%w: %w", bot.ErrUndeliverable, err)
	case err != nil:
		return "", err
	}
	return bot.PlatformRef(sent.SID), nil
}

// delete deletes a message and its media. One that is already gone is no error.
func (a *account) delete(ctx context.Context, sid bot.PlatformRef) error {
	if !messageSID.MatchString(string(sid)) {
		return nil // not a message at Twilio
	}
	err := a.call(ctx, http.MethodDelete, "/Messages/"+string(sid)+".json", nil, nil)
	var e *apiError
	if errors.As(err, &e) && e.Status == http.StatusNotFound {
		return nil
	}
	return err
}

// number is a number of the account and where its messages go.
type number struct {
	SID         string `json:"sid"`
	PhoneNumber string `json:"phone_number"`
	URL         string `json:"sms_url"`
	Method      string `json:"sms_method"`
	Capable     struct {
		SMS bool `json:"sms"`
	} `json:"capabilities"`
}

// number finds the sender among the account's numbers; nil: it is not there.
func (a *account) number(ctx context.Context) (*number, error) {
	var page struct {
		Numbers []number `json:"incoming_phone_numbers"`
	}
	err := a.call(ctx, http.MethodGet, "/IncomingPhoneNumbers.json", url.Values{"PhoneNumber": {a.cfg.From}}, &page)
	if err != nil {
		return nil, err
	}
	for _, n := range page.Numbers {
		if n.PhoneNumber == a.cfg.From {
			return &n, nil
		}
	}
	return nil, nil
}

// status returns the account's status: active, suspended or closed.
func (a *account) status(ctx context.Context) (string, error) {
	var self struct {
		Status string `json:"status"`
	}
	err := a.call(ctx, http.MethodGet, ".json", nil, &self)
	return self.Status, err
}

// point sends messages to a number to a webhook.
func (a *account) point(ctx context.Context, sid, webhook string) error {
	form := url.Values{"SmsUrl": {webhook}, "SmsMethod": {http.MethodPost}}
	return a.call(ctx, http.MethodPost, "/IncomingPhoneNumbers/"+sid+".json", form, nil)
}
