package policies

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"maps"
	"slices"
)

const (
	maxArchiveFiles = 2000    // enough for a hundred languages
	maxArchiveBytes = 8 << 20 // unpacked
)

// WriteArchive writes the files of an edition as a zip for ReadArchive or, once
// unpacked, for Parse.
func WriteArchive(w io.Writer, e *Edition) error {
	z := zip.NewWriter(w)
	files := e.Files()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := z.Create(name)
		if err == nil {
			_, err = f.Write(files[name])
		}
		if err != nil {
			return err
		}
	}
	return z.Close()
}

// ReadArchive reads the files of an edition from a zip, in which they may be in a
// folder. Errors name the file, the line and the remedy.
func ReadArchive(data []byte) (*Edition, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, mend("the file", 1, "it is no zip: make one of the folder with edition.md")
	}
	total := uint64(0)
	for _, f := range z.File {
		if !f.Mode().IsDir() && !f.Mode().IsRegular() {
			return nil, mend(f.Name, 1, "it is neither a file nor a folder, remove it")
		}
		total += f.UncompressedSize64
		if f.UncompressedSize64 > maxFile || total > maxArchiveBytes || len(z.File) > maxArchiveFiles {
			return nil, mend(f.Name, 1, "that is too much: the limits are %d files, %d bytes each and %d in all",
				maxArchiveFiles, maxFile, maxArchiveBytes)
		}
	}
	folder := fs.FS(z)
	if _, err := fs.Stat(folder, editionFile); err != nil {
		found, err := fs.Glob(folder, "*/"+editionFile)
		if err != nil || len(found) != 1 {
			return nil, mend(editionFile, 1, "it is missing, add it: assent policy export writes all files")
		}
		if folder, err = fs.Sub(folder, found[0][:len(found[0])-len(editionFile)-1]); err != nil {
			return nil, err
		}
	}
	return Parse(folder)
}
