package vault

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/tink-crypto/tink-go/v2/streamingaead/subtle"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// segmentBytes is the length of a stream's segments: a reader holds one in
// memory, and verifies all of it before it hands out its first byte.
const segmentBytes = 64 << 10

func newStream(raw []byte) (tink.StreamingAEAD, error) {
	sub, err := derive(raw, "stream")
	if err != nil {
		return nil, err
	}
	return subtle.NewAESGCMHKDF(sub, "SHA256", keyBytes, segmentBytes, 0)
}

// SealStream returns a writer that seals what is written to it into w. The
// stream is complete only after Close; Close does not close w.
func (v *Vault) SealStream(ctx context.Context, id KeyID, w io.Writer, aad []byte) (io.WriteCloser, error) {
	k, err := v.key(ctx, id)
	if err != nil {
		return nil, err
	}
	sw, err := k.stream.NewEncryptingWriter(w, aad)
	if err != nil {
		return nil, fmt.Errorf("begin a sealed stream: %w", err)
	}
	return sw, nil
}

// OpenStream returns a reader of what SealStream made. Read returns ErrSealed
// at the first segment that was changed, and where the stream was cut short.
func (v *Vault) OpenStream(ctx context.Context, id KeyID, r io.Reader, aad []byte) (io.Reader, error) {
	k, err := v.key(ctx, id)
	if err != nil {
		return nil, err
	}
	source := &sourceReader{r: r}
	sr, err := k.stream.NewDecryptingReader(source, aad)
	if err != nil {
		return nil, source.explain(err)
	}
	return &streamReader{r: sr, source: source}, nil
}

// sourceReader remembers an error of the underlying file, to tell it from
// damage.
type sourceReader struct {
	r   io.Reader
	err error
}

func (s *sourceReader) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

func (s *sourceReader) explain(err error) error {
	switch {
	case s.err != nil:
		return fmt.Errorf("read a sealed stream: %w", s.err)
	case errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return io.EOF
	}
	return ErrSealed
}

type streamReader struct {
	r      io.Reader
	source *sourceReader
}

func (s *streamReader) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil {
		err = s.source.explain(err)
	}
	return n, err
}
