package bot

// DataMapEntry is a place that holds something, and what becomes of what it holds
// of a person.
type DataMapEntry struct {
	Store  string   // as a certificate calls it; empty: nothing of people lies there
	Tables []string // of the data, and of the keys after "keys."; folders end in a slash
	Why    string   // what lies there

	Exported  string // how it is in an export, or why not
	Corrected string // how a correction reaches it, or why not
	Retained  string // when it goes by itself
	Erased    string // how an erasure ends it
}

// DataMap lists every place where Assent keeps something: each table and each
// folder. What is new there belongs on it first: export, correction, retention
// and erasure have to say what they do with it, and a test compares the list
// with the databases as they are.
func DataMap() []DataMapEntry {
	return []DataMapEntry{
		{
			Store: "keys", Tables: []string{"keys.keys"}, Why: "the key that opens everything else of the person",
			Exported: "no: what it opens is", Corrected: "nothing to correct", Retained: "as long as the person",
			Erased: "overwritten where it lay",
		},
		{
			Store: "records", Tables: []string{"people", "events"}, Why: "the person, and every fact about them, sealed",
			Exported: "data.json, messages.csv, index.html", Corrected: "in place: Change.Rewrite and Change.Person",
			Retained: "retention.messages and retention.recordings by channel, retention.inactive",
			Erased:   "unreadable since the key was destroyed, then deleted",
		},
		{
			Store: "addresses", Tables: []string{"addresses"}, Why: "keyed hashes of the accounts, to find the person by",
			Exported: "the accounts themselves: person.users in data.json", Corrected: "with the person", Retained: "as long as the person",
			Erased: "deleted",
		},
		{
			Store: "queue", Tables: []string{"queue"}, Why: "replies, timers and jobs that are not done yet, sealed",
			Exported: "replies are on record as events when they are queued", Corrected: "what was said is on record as events", Retained: "until done, or given up",
			Erased: "unreadable since the key was destroyed, then deleted; the answer to the erasure and the deleting at platforms have keys of their own, destroyed when they are done",
		},
		{
			Store: "files", Tables: []string{"files", "links", "blobs", "blobs/"}, Why: "attachments, exports and receipts, sealed, and hashes of the one-time links to them",
			Exported: "files/; exports and receipts are not exported again", Corrected: "deleted, one or all", Retained: "retention.files; exports, receipts and reports of the team after rights.link_ttl",
			Erased: "unreadable since the key was destroyed, then deleted",
		},
		{
			Store: "suppression list", Tables: []string{"suppressed"}, Why: "keyed hashes of accounts that said STOP or objected",
			Exported: "as the events that put them there", Corrected: "taken off by START, or by consent", Retained: "until taken off",
			Erased: "stays, so that nothing is sent again: the certificate says so",
		},
		{
			Store: "erasure record", Tables: []string{"keys.erasures", "noise"}, Why: "random numbers of people who are erased",
			Exported: "the person is gone", Corrected: "nothing to correct", Retained: "for ever: a restored backup is erased again by it",
			Erased: "begins with it",
		},
		{
			Store: "redeliveries", Tables: []string{"handled"}, Why: "keyed hashes of platforms' message ids, which name nobody",
			Exported: "no: they cannot be told whose they are", Corrected: "nothing to correct", Retained: "14 days",
			Erased: "gone 14 days after the message",
		},
		{
			Store: "ledger and certificates", Tables: []string{"ledger", "ledger_hashes", "ledger_head", "certificates"}, Why: "salted commitments, and certificates without a name",
			Exported: "the salts, with the facts they belong to", Corrected: "no: it is the proof of what was", Retained: "for ever",
			Erased: "the salts are destroyed with the records: whose a line was cannot be told any more",
		},
		{
			Store: "case log", Tables: []string{"cases"}, Why: "requests with their kind, state and times, without a word about who made them",
			Exported: "the requests, as events", Corrected: "nothing to correct", Retained: "for ever",
			Erased: "stays: nothing in it leads to the person",
		},
		{
			Store: "counters", Tables: []string{"tallies"}, Why: "how often each step of the opt-in was taken, by day, channel, language and edition",
			Exported: "no: they cannot be told whose they are", Corrected: "nothing to correct", Retained: "for ever",
			Erased: "stays: nothing in it leads to the person",
		},
		{Tables: []string{"editions", "drafts", "settings", "meta", "keys.meta", "processes", "goose_db_version", "keys.goose_db_version"}, Why: "what the bot may say, what admins set, and numbers of the store's own"},
	}
}
