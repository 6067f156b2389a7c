package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"

	"assent/bot"
	"assent/policies"
)

// client is how commands reach the admin socket: the one of the process that
// serves the folders, or one of their own.
type client struct {
	http  http.Client
	close func() error
	alone bool // no process serves the folders: this one has opened them
}

// connect finds the admin socket of the configured folders, or opens them.
func connect(ctx context.Context, sys system, c config) (*client, error) {
	if err := c.mustExist(); err != nil {
		return nil, err
	}
	admin, err := connectServing(ctx, c)
	if admin != nil || err != nil {
		return admin, err
	}
	return openFolders(ctx, sys, c)
}

// connectServing finds the admin socket of the process that serves the configured
// folders; nil where none does.
func connectServing(ctx context.Context, c config) (*client, error) {
	conn, err := dialSocket(ctx, c.Data)
	switch {
	case err == nil:
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("an assent process of another user serves %s: run this as that user (%w)", c.Data, err)
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, errRefused):
		return nil, nil
	default:
		return nil, err
	}
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return dialSocket(ctx, c.Data)
	}}
	return &client{
		http:  http.Client{Transport: transport},
		close: func() error { transport.CloseIdleConnections(); return nil },
	}, conn.Close()
}

// mustExist refuses a data folder without data: a command that reads would
// otherwise create an empty one under a mistyped name.
func (c config) mustExist() error {
	has, err := c.hasData()
	if err == nil && !has {
		err = fmt.Errorf("there is no data in %s: name the folder with --data, or the configuration with --config",
			c.Data)
	}
	return err
}

// hasData reports whether the data folder holds data.
func (c config) hasData() (bool, error) {
	if c.Database != "" {
		return true, nil // whether there is any shows when it is opened
	}
	_, err := os.Stat(filepath.Join(c.Data, "data.db"))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// openFolders opens the folders for the duration of a command.
func openFolders(ctx context.Context, sys system, c config) (*client, error) {
	c.Log.Level = "error" // that replies wait for their channel is no news here
	log := c.logger(sys)
	store, err := c.openStore(ctx, log)
	if err != nil {
		return nil, err
	}
	cfg := c.botConfig()
	cfg.Store, cfg.Library, cfg.Log = store, store, log
	b, err := bot.New(cfg)
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	admin := &adminSocket{
		store: store, bot: b, office: c.newOffice(b, cfg), log: slog.New(slog.DiscardHandler), alone: true,
	}
	transport := &direct{handler: admin.handler()}
	return &client{
		http:  http.Client{Transport: transport},
		close: func() error { transport.under.Wait(); return store.Close() },
		alone: true,
	}, nil
}

// post sends a request and returns the body of the answer.
func (c *client) post(ctx context.Context, path string, in any) (io.ReadCloser, error) {
	body, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://assent"+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	response, err := c.http.Do(r)
	if err != nil {
		return nil, fmt.Errorf("the process that serves these folders does not answer: %w", err)
	}
	if response.StatusCode == http.StatusOK {
		return response.Body, nil
	}
	defer response.Body.Close()
	var failure adminFailure
	if err := json.NewDecoder(response.Body).Decode(&failure); err != nil {
		return nil, fmt.Errorf("the process that serves these folders answered %s: does it run another version?",
			response.Status)
	}
	return nil, adminError{failure}
}

// adminError is an error from the admin socket as it arrived.
type adminError struct{ failure adminFailure }

func (e adminError) Error() string { return e.failure.Error }

// Is lets errors.Is recognise the errors that commands handle specially.
func (e adminError) Is(target error) bool {
	return e.failure.NotFound && (target == bot.ErrNotFound || target == policies.ErrNoEdition)
}

// Unwrap gives the error its kind back.
func (e adminError) Unwrap() error { return &bot.Problem{Kind: e.failure.Kind, Text: e.failure.Error} }

// ask sends a request and returns the answer.
func ask[Answer any](ctx context.Context, c *client, path string, in any) (out Answer, err error) {
	body, err := c.post(ctx, path, in)
	if err != nil {
		return out, err
	}
	defer body.Close()
	if err := json.NewDecoder(body).Decode(&out); err != nil {
		return out, fmt.Errorf("the answer was cut off: %w", err)
	}
	return out, nil
}

// direct is a transport to a handler in this process.
type direct struct {
	handler http.Handler
	under   sync.WaitGroup
}

// RoundTrip implements http.RoundTripper.
func (d *direct) RoundTrip(r *http.Request) (*http.Response, error) {
	body, w := io.Pipe()
	response := &pipedResponse{header: http.Header{}, body: w, status: make(chan int, 1)}
	d.under.Go(func() {
		defer func() {
			var cut error
			if p := recover(); p != nil {
				if p != http.ErrAbortHandler {
					panic(p)
				}
				cut = io.ErrUnexpectedEOF
			}
			response.WriteHeader(http.StatusOK)
			w.CloseWithError(cut)
		}()
		d.handler.ServeHTTP(response, r)
	})
	status := <-response.status
	return &http.Response{
		StatusCode: status, Status: http.StatusText(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: response.header, Body: body, Request: r,
	}, nil
}

// pipedResponse is an http.ResponseWriter whose body is read while it is
// written.
type pipedResponse struct {
	header http.Header
	body   *io.PipeWriter
	once   sync.Once
	status chan int
}

func (p *pipedResponse) Header() http.Header { return p.header }

func (p *pipedResponse) WriteHeader(status int) { p.once.Do(func() { p.status <- status }) }

func (p *pipedResponse) Write(b []byte) (int, error) {
	p.WriteHeader(http.StatusOK)
	return p.body.Write(b)
}
