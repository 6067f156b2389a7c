package intents

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// A model survives writing and reading; other files are rejected.
func TestModelFile(t *testing.T) {
	m, err := readModel(modelFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(m.write(), modelFile) {
		t.Error("writing the model gives other bytes than were read")
	}
	for name, bad := range map[string][]byte{
		"nothing": nil, "something else": []byte("hello"),
		"cut off":         modelFile[:len(modelFile)-1],
		"too long":        append(bytes.Clone(modelFile), 0),
		"another version": append([]byte("assent\x00\x7f"), modelFile[8:]...),
	} {
		if _, err := readModel(bad); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	if len(modelFile) > 4<<20 {
		t.Errorf("%d bytes", len(modelFile))
	}
}

// A word is found as listed, by its prefix, or with one typing error.
func TestWords(t *testing.T) {
	all, err := readLexicons()
	if err != nil {
		t.Fatal(err)
	}
	en := all["en"]
	for word, want := range map[string]string{"delete": "delete", "shipping": "deliver", "gdpr": "law"} {
		if c := en.find(word); len(c) == 0 || conceptNames[c[0]] != want {
			t.Errorf("%s stands for %v", word, c)
		}
	}
	for typed, want := range map[string]string{
		"delte": "delete", "newsleter": "marketing", "newsletterr": "marketing", "passwrod": "login",
		"infromation": "data",
	} {
		if c := en.find(typed); c == nil {
			c = en.near(typed)
			if len(c) == 0 || conceptNames[c[0]] != want {
				t.Errorf("%s is near %v, want %s", typed, c, want)
			}
		}
	}
	if c := en.near("zzzzzz"); c != nil {
		t.Errorf("zzzzzz is near %v", c)
	}
}

func TestSplit(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "delete my data": 1, "export my data and then delete it": 2,
		"hi. where is my parcel? and what do you know about me": 2,
		"rock and roll": 1, "one two. three four. five six": 3,
	} {
		if got := split(text, joints["en"]); len(got) != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := readModel(modelFile); err != nil {
			b.Fatal(err)
		}
	}
}

// TestReferenceNumbers: the letters in a reference number mean nothing.
func TestReferenceNumbers(t *testing.T) {
	c := New()
	r := rand.New(rand.NewPCG(1, 2))
	for _, text := range []string{
		"hi, where is my parcel? %s", "delete my data, account %s", "what do you do with my phone number? ref %s", "%s",
	} {
		want := c.Classify(fmt.Sprintf(text, "00000"), "")
		for range 200 {
			prefix := []string{"ZZ", "DELETE", "gdpr"}[r.IntN(3)]
			number := fmt.Sprintf("%s-%x-account-of-p%d-%d", prefix, r.Uint32(), 10_000+r.IntN(1<<40), r.IntN(99))
			got := c.Classify(fmt.Sprintf(text, number), "")
			if got.Intent != want.Intent || got.Topic != want.Topic ||
				math.Abs(got.Confidence-want.Confidence) > 0.05 {
				t.Fatalf("%s: %s %.2f, with 00000 %s %.2f",
					number, got.Intent, got.Confidence, want.Intent, want.Confidence)
			}
		}
	}
	if got := appendWords(nil, "art-15_gdpr"); len(got) != 3 {
		t.Errorf("words joined by hyphens: %v", got)
	}
}
