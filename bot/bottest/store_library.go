package bottest

import (
	"errors"
	"io"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assent/policies"
)

// ClosableLibrary is a library that a test can stop and open again.
type ClosableLibrary interface {
	policies.Library
	io.Closer
}

// TestLibrary checks that a library keeps what the comments of policies.Library
// promise. Opening the same dir again after Close is a restart of the same
// library.
func TestLibrary(t *testing.T, open func(t testing.TB, dir string) ClosableLibrary) {
	ctx, dir := t.Context(), t.TempDir()
	lib := open(t, dir)
	defer func() {
		if err := lib.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}()
	must := func(e *policies.Edition, err error) *policies.Edition {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	testDraft(t, lib)
	sample := must(lib.Current(ctx, "a"))
	if !sample.Sample() || sample.Text("en") == nil {
		t.Errorf("before anything is published: edition %d", sample.Number)
	}
	if diff := cmp.Diff(sample, must(lib.Edition(ctx, "a", 0))); diff != "" {
		t.Errorf("edition 0 (-want +got):\n%s", diff)
	}

	var published []*policies.Edition
	for _, kind := range []policies.Kind{policies.Editorial, policies.Material, policies.Editorial} {
		draft := policies.Defaults()
		draft.App, draft.Kind = "a", kind
		draft.Controller = policies.Controller{
			Name: "A & Sons*", Contact: "dpo@a.example", URL: "https://a.example/p_r",
		}
		draft.Summary = map[string]string{"en": "what changed"}
		draft.Texts["en"].Phrases["a phrase of another version"] = "kept"
		published = append(published, must(lib.Publish(ctx, draft)))
		frozen := draft.Freeze(draft.Controller)
		got := published[len(published)-1]
		if got.Hash("en", policies.FormFull) != frozen.Hash("en", policies.FormFull) {
			t.Error("the notice was not frozen, or changed")
		}
	}
	for i, want := range []struct{ number, material int }{{1, 0}, {2, 2}, {3, 2}} {
		if e := published[i]; e.Number != want.number || e.Material != want.material || e.Published.IsZero() {
			t.Errorf("published as %d, material %d, at %v; want %d, %d",
				e.Number, e.Material, e.Published, want.number, want.material)
		}
	}
	draft := policies.Defaults()
	draft.App = "b"
	if e := must(lib.Publish(ctx, draft)); e.Number != 1 {
		t.Errorf("the first edition of another app has number %d", e.Number)
	}
	for _, when := range []string{"at once", "after a restart"} {
		if diff := cmp.Diff(published[2], must(lib.Current(ctx, "a"))); diff != "" {
			t.Errorf("%s: in force (-want +got):\n%s", when, diff)
		}
		all, err := lib.Editions(ctx, "a")
		if diff := cmp.Diff(published, all); err != nil || diff != "" {
			t.Errorf("%s: Editions: %v (-want +got):\n%s", when, err, diff)
		}
		for i, want := range published {
			if diff := cmp.Diff(want, must(lib.Edition(ctx, "a", i+1))); diff != "" {
				t.Errorf("%s: edition %d (-want +got):\n%s", when, i+1, diff)
			}
		}
		for _, number := range []int{-1, 4} {
			if _, err := lib.Edition(ctx, "a", number); !errors.Is(err, policies.ErrNoEdition) {
				t.Errorf("%s: edition %d: %v, want ErrNoEdition", when, number, err)
			}
		}
		if when == "at once" {
			if err := lib.Close(); err != nil {
				t.Fatal(err)
			}
			lib = open(t, dir)
		}
	}

	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			draft := policies.Defaults()
			draft.App = "a"
			if _, err := lib.Publish(ctx, draft); err != nil {
				t.Errorf("Publish at once with others: %v", err)
			}
		})
	}
	wg.Wait()
	if e := must(lib.Current(ctx, "a")); e.Number != 11 {
		t.Errorf("after eight more the edition in force is %d, want 11", e.Number)
	}
}

// testDraft: each app has one draft, and nobody's work is overwritten.
func testDraft(t *testing.T, lib policies.Library) {
	ctx := t.Context()
	if _, err := lib.Draft(ctx, "a"); !errors.Is(err, policies.ErrNoDraft) {
		t.Errorf("before there is a draft: %v", err)
	}
	draft := policies.Defaults()
	draft.App, draft.Kind = "a", policies.Editorial
	draft.Controller.Name = "{controller} may stay open"
	rev, err := lib.SaveDraft(ctx, policies.Draft{App: "a", Edition: draft})
	if err != nil || rev != 1 {
		t.Fatal(rev, err)
	}
	got, err := lib.Draft(ctx, "a")
	if diff := cmp.Diff(draft, got.Edition); err != nil || got.Rev != 1 || got.At.IsZero() || diff != "" {
		t.Errorf("%v, revision %d (-want +got):\n%s", err, got.Rev, diff)
	}
	if _, err := lib.Draft(ctx, "b"); !errors.Is(err, policies.ErrNoDraft) {
		t.Errorf("the draft of another app: %v", err)
	}
	_, err = lib.SaveDraft(ctx, policies.Draft{App: "a", Edition: draft})
	if !errors.Is(err, policies.ErrDraftChanged) {
		t.Errorf("a second draft, made as if there were none: %v", err)
	}
	draft.Fallback = "es"
	proposal := &policies.Proposal{
		By: "ABC", Kind: policies.Material, Summary: map[string]string{"en": "more"},
		At: time.Date(2030, 1, 2, 3, 0, 0, 0, time.UTC), Approved: "DEF",
	}
	rev, err = lib.SaveDraft(ctx, policies.Draft{App: "a", Rev: 1, Edition: draft, Proposal: proposal})
	if err != nil || rev != 2 {
		t.Error(rev, err)
	}
	if got, err = lib.Draft(ctx, "a"); err != nil || cmp.Diff(proposal, got.Proposal) != "" {
		t.Errorf("the proposal is %+v, %v", got.Proposal, err)
	}
	for _, d := range []policies.Draft{{App: "a", Rev: 1, Edition: draft}, {App: "a", Rev: 1}} {
		if _, err := lib.SaveDraft(ctx, d); !errors.Is(err, policies.ErrDraftChanged) {
			t.Errorf("over somebody else's: %v", err)
		}
	}
	if _, err := lib.SaveDraft(ctx, policies.Draft{App: "a", Rev: 2}); err != nil {
		t.Error(err)
	}
	if _, err := lib.Draft(ctx, "a"); !errors.Is(err, policies.ErrNoDraft) {
		t.Errorf("a draft that was thrown away: %v", err)
	}
}
