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

// nextMasterFile holds the new master key while a rotation is under way. If it
// exists at the start, a rotation was interrupted, and is finished first.
const nextMasterFile = masterFile + ".new"

// ErrMasterElsewhere means that the store cannot change the master key itself.
var ErrMasterElsewhere = errors.New("the master key comes from the environment, or is shared by several processes: " +
	"set ASSENT_MASTER_KEY to a new one and ASSENT_MASTER_KEY_PREVIOUS to the current one, restart every process, " +
	"then rotate again")

// RotateMaster wraps every key with a new master key while the store is in use.
// Where the master key is in the keys folder a new one is made and replaces it;
// where it comes with the options, Options.Master is the new one and
// Options.PreviousMaster the current one. It may be repeated after a failure.
// Earlier backups of the keys still open with the old master key.
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
		return fmt.Errorf("rename the file of the new master key: %w", explain(err))
	}
	return explain(syncDir(s.opt.Keys))
}

// previousMasters returns the other master keys that may still wrap some keys.
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
