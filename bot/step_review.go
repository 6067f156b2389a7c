package bot

import (
	"slices"

	"assent/policies"
)

// choiceTakeBack withdraws a request that awaits approval.
const choiceTakeBack = "take_back"

// reviewable are the kinds of request that can require an officer's approval: those
// that Assent carries out completely by itself. People take part in a correction
// anyway.
func reviewable() []RequestKind { return []RequestKind{RequestAccess, RequestErasure} }

// Reviewable reports whether requests of a kind can require approval.
func Reviewable(kind RequestKind) bool { return slices.Contains(reviewable(), kind) }

func (t *turn) reviewed(kind RequestKind) bool {
	return Reviewable(kind) && slices.Contains(t.cfg.Rights.Review, kind)
}

// awaitApproval makes a confirmed request wait for an officer's approval.
func (t *turn) awaitApproval(r Request) {
	r.AwaitsApproval = true
	t.p.Requests = append(t.p.Requests, r)
	t.requestStep(requestBody{Kind: r.Kind, Reference: r.Reference, State: "waiting", Channel: r.Channel})
	t.sayAwaitsApproval(r)
}

func (t *turn) sayAwaitsApproval(r Request) {
	t.say(policies.PhraseReviewWaiting, policies.Params{
		"reference": r.Reference, "until": t.date(r.AnswerBy), "take_back": t.word(policies.PhraseWordTakeBack),
	}, t.choice(choiceTakeBack, policies.PhraseChoiceTakeBack, r.Reference))
}

// awaitingApproval returns the newest request that awaits approval.
func (p Person) awaitingApproval() (Request, bool) {
	for _, r := range slices.Backward(p.Requests) {
		if r.AwaitsApproval {
			return r, true
		}
	}
	return Request{}, false
}

// stepReview lets people withdraw a request that awaits approval.
func stepReview(t *turn) bool {
	if t.m.Kind != KindText || t.m.Choice != "" && t.m.Choice != choiceTakeBack {
		return false
	}
	r, ok := t.p.awaitingApproval()
	if t.m.Choice == "" && !t.saysAny(policies.PhraseWordTakeBack) {
		// The word that keeps their data before they confirm does so afterwards, too.
		at := slices.IndexFunc(t.p.Requests, func(q Request) bool {
			return q.AwaitsApproval && q.Kind == RequestErasure
		})
		if at < 0 || !t.saysAny(policies.PhraseWordKeep) {
			return false
		}
		r = t.p.Requests[at]
	}
	if ok && t.m.For != "" && t.m.For != r.Reference {
		at := slices.IndexFunc(t.p.Requests, func(q Request) bool {
			return q.AwaitsApproval && q.Reference == t.m.For
		})
		if ok = at >= 0; ok {
			r = t.p.Requests[at]
		}
	}
	switch {
	case ok:
	case t.m.Choice != "":
		t.say(policies.PhraseStaleChoice, nil)
		return true
	case t.p.Stage != StageOpen:
		return false
	default: // typed once more: it must not withdraw the consent
		t.say(policies.PhraseReviewNone, nil)
		return true
	}
	t.closeRequest(r.Kind, r.Reference, "dropped")
	t.say(policies.PhraseReviewTakenBack, policies.Params{"reference": r.Reference})
	return true
}

// approved continues a request that an officer approved.
func (t *turn) approved(at int) {
	r := t.p.Requests[at]
	t.p.Requests = slices.Delete(slices.Clone(t.p.Requests), at, at+1)
	r.AwaitsApproval = false
	t.say(policies.PhraseReviewApproved, policies.Params{"reference": r.Reference})
	t.carryOut(r)
}
