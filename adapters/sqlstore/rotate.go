package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"assent/bot/vault"
)

// nextMasterFile holds the new master key while a rotation is under way. Where
// it is there at the start, a rotation was interrupted, and is finished.
const nextMasterFile = masterFile + ".new"

// ErrMasterElsewhere: the master key is not the store's to change.
var ErrMasterElsewhere = errors.New("the master key comes from the environment, or is shared by several processes: " +
	"put a new one into ASSENT_MASTER_KEY and the one so far into ASSENT_MASTER_KEY_PREVIOUS, start every process again, then rotate again")

// RotateMaster wraps every key with a new master key, while the store serves.
// Where the master key lies in the keys folder a new one is made and takes its
// place; where it comes with the options, Options.Master is the new one and
// Options.PreviousMaster the one so far. It may be repeated after a failure.
// Backups of the keys that were made before still open with the old one.
func (s *Store) RotateMaster(ctx context.Context) error {
	s.rotating.Lock()
	defer s.rotating.Unlock()
	if s.opt.Master != "" {
		if s.opt.PreviousMaster == "" {
			return ErrMasterElsewhere
		}
		to, err := vault.ParseMaster(s.opt.Master)
		if err != nil {
			return err
		}
		return s.vault.Rotate(ctx, to)
	}
	if s.opt.KeysDatabase != "" {
		return ErrMasterElsewhere
	}
	next := filepath.Join(s.opt.Keys, nextMasterFile)
	to, err := vault.LoadMaster(next)
	if errors.Is(err, fs.ErrNotExist) {
		to, err = vault.CreateMaster(next)
	}
	if err != nil {
		return explain(err)
	}
	if err := s.vault.Rotate(ctx, to); err != nil {
		return explain(err)
	}
	if err := os.Rename(next, filepath.Join(s.opt.Keys, masterFile)); err != nil {
		return fmt.Errorf("give the new master key its name: %w", explain(err))
	}
	return explain(syncDir(s.opt.Keys))
}

// previousMasters returns the master keys beside the first that may still wrap
// some keys.
func (s *Store) previousMasters() ([]vault.Master, error) {
	if s.opt.Master != "" {
		if s.opt.PreviousMaster == "" {
			return nil, nil
		}
		m, err := vault.ParseMaster(s.opt.PreviousMaster)
		return []vault.Master{m}, err
	}
	m, err := vault.LoadMaster(filepath.Join(s.opt.Keys, nextMasterFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return []vault.Master{m}, explain(err)
}

// finishRotation ends a rotation that was interrupted.
func (s *Store) finishRotation(ctx context.Context) error {
	begun, err := exists(filepath.Join(s.opt.Keys, nextMasterFile))
	if err != nil || !begun || s.opt.Master != "" {
		return err
	}
	return s.RotateMaster(ctx)
}
