// Assent is the program: its command line, its configuration, and the wiring of channels, store and bot. No rule about
// what happens to a message is here.
//
// Read main.go and root.go (run, the commands, exit codes), flags.go and config.go (where settings come from;
// configfile.go and confignames.go read the file and name what is wrong in it), serve.go (everything that runs while
// Assent serves, and the order in which it stops), chat.go (the same conversation in a terminal). Every other command
// is a file with its name.
//
// While assent serves, commands go to it through a socket in the data folder; otherwise they open the folders
// themselves. Either way the same code carries them out.
//
//   - A new command is a function that returns a *cobra.Command, its line in rootCommand, and a script in testdata.
//     What it does to a person is a call to package bot or bot/office, with who orders it and why.
//   - A new key of the configuration is a field with its yaml tag, default and check, and a line in
//     assent.example.yaml. Names of keys, variables, commands, flags and metrics are not changed: scripts and alerts
//     rely on them (DESIGN.md, section 7).
//   - A new metric is in metrics.go or gauges.go. Its labels have few values, none of them about a person.
//
// Tests: the scripts in testdata run the program as users do, on SQLite and on PostgreSQL (script_test.go); *_test.go
// named after a channel run a whole server against the platform's stand-in; imports_test.go holds the layout and the
// import table (DESIGN.md, section 2); packaging_test.go builds what is shipped.
package main
