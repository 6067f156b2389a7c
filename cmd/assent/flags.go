package main

import (
	_ "embed"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

// exampleConfig lists every key with its default.
//
//go:embed assent.example.yaml
var exampleConfig string

// configFlags are the flags that every command on the store takes. Its
// configuration comes from them, a file and the environment.
type configFlags struct {
	config, data, keys string
}

func (f *configFlags) flags(c *cobra.Command) {
	c.Flags().StringVar(&f.config, "config", "", "YAML configuration file; see: assent help config")
	c.Flags().StringVar(&f.data, "data", "", "data folder, instead of the configured one")
	c.Flags().StringVar(&f.keys, "keys", "", "keys folder (default with --data DIR: DIR-keys)")
}

// load reads the configuration. Flags win over the environment, which wins
// over the file. The configured keys do not open data that a flag names: its keys
// are in the folder beside it unless another flag says where.
func (f configFlags) load(sys system) (config, error) {
	c, err := loadConfig(f.config, sys.env)
	if err != nil {
		return c, err
	}
	if f.data != "" {
		c.Data, c.origin["data"] = f.data, "--data"
		delete(c.origin, "keys")
	}
	if f.keys != "" {
		c.Keys, c.origin["keys"] = f.keys, "--keys"
	}
	if c.isSet("data") && !c.isSet("keys") {
		c.Keys = keysBeside(c.Data)
	}
	return c, nil
}

// keysBeside is the keys folder when only the data folder was named.
func keysBeside(data string) string {
	return strings.TrimRight(data, string(filepath.Separator)) + "-keys"
}

// configTopic is the help on the configuration; it is not a command.
func configTopic() *cobra.Command {
	return &cobra.Command{
		Use: "config", Short: "Every key of the configuration, with its default", Hidden: true, // assent help lists it
		Long: "The configuration is one YAML file, named with --config, and the environment.\n\n" + exampleConfig,
	}
}
