package bot

import "assent/policies"

// stepAccountLink takes a code that was issued to another account.
func stepAccountLink(t *turn) bool {
	o := t.offer
	if o == nil {
		return false
	}
	if t.p.Stage == "" || t.p.Stage == StageClosed {
		t.showNotice("") // a stranger's notice comes first
	}
	switch {
	case o.Person == t.p.ID && o.Person != "":
		t.say(policies.PhraseLinkHere, nil)
		return true
	case o.Person == "":
		if l := t.p.AccountCodeTries; l == nil || !t.now.Before(l.At.Add(accountCodePause)) {
			t.p.AccountCodeTries = &AccountCodeTries{At: t.now}
		}
		tries := *t.p.AccountCodeTries
		tries.N++
		t.p.AccountCodeTries = &tries
		t.say(policies.PhraseLinkWrong, nil)
		return true
	}
	t.p.AccountCodeTries = nil
	p := t.awaitConfirmation(RequestAccountLink, "")
	p.Offer = o
	params := t.confirmParams(RequestAccountLink, p.Reference)
	params["platform"] = o.platform
	t.say(policies.PhraseLinkPreview, params, t.confirmChoices(RequestAccountLink, p.Reference)...)
	return true
}
