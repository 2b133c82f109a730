using System.CommandLine;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary>The options by which a command is told of the database that several servers share: every command that takes <c>--workspace</c> takes them.</summary>
static class DatabaseChoice
{
    /// <summary>Where the options are given once for all: the address, and the file of its password.</summary>
    public const string Variable = "MERLON_DATABASE", PasswordFileVariable = "MERLON_DATABASE_PASSWORD_FILE";

    const string OptionName = "--database", PasswordFileName = "--database-password-file";

    /// <summary>Adds the options to every command below that has a workspace.</summary>
    public static void AddBelow(Command command)
    {
        if (command.Options.Any(static option => option.Name == "--workspace"))
        {
            AddTo(command);
        }

        foreach (var inner in command.Subcommands)
        {
            AddBelow(inner);
        }
    }

    /// <summary>Adds the options to one command.</summary>
    public static void AddTo(Command command)
    {
        if (command.Options.All(static option => option.Name != OptionName))
        {
            command.Add(OptionReading.Text(OptionName, $"PostgreSQL database that several servers share, such as postgres://merlon@db.example/merlon?sslmode=verify-full (default: {Variable}, else a file in the workspace).", "URL"));
            command.Add(OptionReading.Text(PasswordFileName, $"File whose first line is the database's password (default: {PasswordFileVariable}, else PGPASSFILE).", "FILE"));
        }
    }

    /// <summary>The database that a command line speaks of; null for the workspace's own files, and for commands without one.</summary>
    /// <exception cref="InvalidDataException">That is no address.</exception>
    public static DatabaseAddress? In(ParseResult parse)
    {
        if (parse.CommandResult.Command.Options.FirstOrDefault(static option => option.Name == OptionName) is not Option<string?> option)
        {
            return null;
        }

        var file = parse.CommandResult.Command.Options.FirstOrDefault(static other => other.Name == PasswordFileName) as Option<string?>;
        return (parse.GetValue(option) ?? Environment.GetEnvironmentVariable(Variable)) is { Length: > 0 } text
            ? DatabaseAddress.ParseWithPasswordFile(text, (file is null ? null : parse.GetValue(file)) ?? Environment.GetEnvironmentVariable(PasswordFileVariable))
            : null;
    }
}
