package sqlstore_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"assent/adapters/sqlstore"
	"assent/bot"
)

// host runs processes, one after the other on the same folders or several on one
// PostgreSQL, and delivers what people say to any that is ready.
type host struct {
	over  <-chan struct{} // closed when the test is over
	dir   string
	store sqlstore.Options
	reply func(account string, r bot.Reply)
	log   logs // of all processes

	// patience is how long anyone waits for an answer, through any number of
	// kills. In PostgreSQL what a killed process had leased waits for seconds,
	// and the next process that leases it may be killed too.
	patience time.Duration

	// refusing: a message that fails is not a fault; it is delivered again.
	refusing bool
	refused  atomic.Int64

	mu      sync.Mutex
	serving []*process
	changed chan struct{} // closed when serving changes
}

func newHost(t *testing.T, dir string, store sqlstore.Options, reply func(string, bot.Reply)) *host {
	h := &host{
		over: t.Context().Done(), dir: dir, store: store, reply: reply,
		changed: make(chan struct{}), patience: 20 * time.Second,
	}
	if store.Database != "" {
		h.patience = 3 * time.Minute
	}
	return h
}

// logs gathers what processes log.
type logs struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// process is one process that runs the bot.
type process struct {
	cmd  *exec.Cmd
	in   io.WriteCloser
	dead chan struct{} // closed when everything it wrote is read

	mu     sync.Mutex
	lines  *json.Encoder
	number int
	acks   map[int]chan string
}

// start starts the next process. It may be killed at any time, even before it is
// ready.
func (h *host) start(t *testing.T) *process { return h.startIn(t, h.dir, h.store) }

func (h *host) startIn(t *testing.T, dir string, options sqlstore.Options) *process {
	t.Helper()
	p := &process{cmd: exec.Command(os.Args[0]), dead: make(chan struct{}), acks: map[int]chan string{}}
	store, err := json.Marshal(options)
	if err != nil {
		t.Fatal(err)
	}
	p.cmd.Env = append(os.Environ(), crashFolder+"="+dir, crashStore+"="+string(store))
	p.cmd.Stderr = &h.log
	in, err := p.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.in, p.lines = in, json.NewEncoder(in)
	go h.listen(p, out)
	return p
}

// listen reads what a process writes to the end; a line that the kill cut off
// does not count.
func (h *host) listen(p *process, out io.Reader) {
	defer close(p.dead)
	defer h.serves(p, false)
	for decoder := json.NewDecoder(out); ; {
		var l heard
		if decoder.Decode(&l) != nil {
			return
		}
		switch {
		case l.Ready:
			h.serves(p, true)
		case l.Reply != nil:
			h.reply(l.To, *l.Reply)
			p.say(said{Taken: l.Sent})
		default:
			p.mu.Lock()
			p.acks[l.Ack] <- l.Error
			delete(p.acks, l.Ack)
			p.mu.Unlock()
		}
	}
}

// serves records that a process is ready, or no longer is.
func (h *host) serves(p *process, now bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.serving = slices.DeleteFunc(h.serving, func(other *process) bool { return other == p })
	if now {
		h.serving = append(h.serving, p)
	}
	close(h.changed)
	h.changed = make(chan struct{})
}

// any returns a process that is ready, or nil and a channel that is closed when
// one is.
func (h *host) any() (*process, <-chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.serving) == 0 {
		return nil, h.changed
	}
	return h.serving[rand.IntN(len(h.serving))], nil
}

var errOver = errors.New("the test is over")

// deliver delivers a message, to as many processes as it takes, until it is
// acknowledged.
func (h *host) deliver(m said) error {
	for {
		p, changed := h.any()
		if p == nil {
			select {
			case <-changed:
				continue
			case <-h.over:
				return errOver
			}
		}
		ack := p.send(m)
		failed, dead := "", false
		select {
		case failed = <-ack:
		case <-p.dead:
			select { // it may have been acknowledged just before
			case failed = <-ack:
			default:
				dead = true
			}
		}
		switch {
		case dead, failed != "" && p.isDead():
		case failed == "":
			return nil
		case !h.refusing:
			return errors.New(failed)
		default:
			h.refused.Add(1)
			time.Sleep(50 * time.Millisecond)
		}
	}
}

func (p *process) isDead() bool {
	select {
	case <-p.dead:
		return true
	default:
		return false
	}
}

// say writes a line; it fails when the process is dead, which dead reports.
func (p *process) say(m said) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = p.lines.Encode(m)
}

func (p *process) send(m said) <-chan string {
	ack := make(chan string, 1)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.number++
	m.Number = p.number
	p.acks[m.Number] = ack
	_ = p.lines.Encode(m) // fails when the process is dead, which dead reports
	return ack
}

// kill ends a process as kill -9 does.
func (h *host) kill(t *testing.T, p *process) {
	t.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatalf("the process ended by itself: %v\n%s", err, h.log.String())
	}
	<-p.dead
	if err := p.cmd.Wait(); err == nil || p.cmd.ProcessState.Exited() {
		t.Fatalf("the process ended by itself: %v\n%s", err, h.log.String())
	}
}

// stop lets a process end in an orderly way.
func (h *host) stop(t *testing.T, p *process) {
	t.Helper()
	if err := p.in.Close(); err != nil {
		t.Error(err)
	}
	<-p.dead
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("the last process: %v\n%s", err, h.log.String())
	}
}
