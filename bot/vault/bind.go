package vault

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
)

// Bind joins the names of a place (table, app, row, column) into associated
// data. Each part carries its length, so that no two places give the same data.
func Bind(parts ...string) []byte {
	n := 0
	for _, p := range parts {
		n += 4 + len(p)
	}
	b := make([]byte, 0, n)
	for _, p := range parts {
		b = binary.BigEndian.AppendUint32(b, uint32(len(p)))
		b = append(b, p...)
	}
	return b
}

// Lookup returns the keyed hash that finds something without making it
// readable: HMAC-SHA256 of the parts, each with its length. The first part
// should name what is looked up, so that hashes of different things differ.
func (v *Vault) Lookup(parts ...string) []byte {
	m := hmac.New(sha256.New, v.lookup)
	m.Write(Bind(parts...))
	return m.Sum(nil)
}
