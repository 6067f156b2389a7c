package ledger

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// documentMark precedes the signed bytes of a document, so that the signature
// of a head is never valid for a document.
const documentMark = "assent document v1\n"

// envelope is a signed document as a file.
type envelope struct {
	Document  json.RawMessage `json:"document"`
	Signature string          `json:"signature"`
}

// SignDocument writes v as a JSON file with a signature over its exact bytes.
func (k Key) SignDocument(v any) ([]byte, error) {
	text, err := json.MarshalIndent(v, "  ", "  ")
	if err != nil {
		return nil, fmt.Errorf("sign a document: %w", err)
	}
	signature, err := k.signer.Sign(append([]byte(documentMark), text...))
	if err != nil {
		return nil, fmt.Errorf("sign a document: %w", err)
	}
	return file(text, base64.StdEncoding.EncodeToString(signature)), nil
}

func file(document []byte, signature string) []byte {
	return fmt.Appendf(nil, "{\n  \"document\": %s,\n  \"signature\": %q\n}\n", document, signature)
}

// OpenDocument returns the document in a file that SignDocument wrote, or
// ErrDocument when as much as one byte was changed. Another system's line ends
// do not matter, nor does white space after the end.
func (p Public) OpenDocument(text []byte) (json.RawMessage, error) {
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	var e envelope
	if err := json.Unmarshal(text, &e); err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrDocument, err)
	}
	if !bytes.Equal(bytes.TrimRight(file(e.Document, e.Signature), "\n"), bytes.TrimRight(text, "\n")) {
		return nil, ErrDocument
	}
	signature, err := base64.StdEncoding.Strict().DecodeString(e.Signature)
	if err != nil || !p.verifier.Verify(append([]byte(documentMark), e.Document...), signature) {
		return nil, ErrDocument
	}
	return e.Document, nil
}
