using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Merlon.Documents;

namespace Merlon.Cli;

/// <summary>What is wrong with a command line, each with the word that was probably meant.</summary>
sealed record UsageComplaint(IReadOnlyList<string> Messages, Command Command)
{
    /// <summary>Longest argument, in characters: paths and names are shorter everywhere.</summary>
    public const int ArgumentCharsMax = 4_096;

    /// <summary>The complaint, or null when the command line can be run.</summary>
    public static UsageComplaint? Of(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        if (parse.Tokens.FirstOrDefault(static token => token.Value.Length > ArgumentCharsMax) is { } endless)
        {
            return new UsageComplaint(
                [string.Create(CultureInfo.InvariantCulture, $"an argument has {endless.Value.Length:N0} characters, and at most {ArgumentCharsMax:N0} are taken: {Diagnostic.ExcerptOf(endless.Value)}")],
                command);
        }

        List<string> messages = [.. UnknownOptions(parse)];
        if (messages.Count == 0 && parse.UnmatchedTokens.FirstOrDefault(static token => !IsOption(token)) is { } unmatched)
        {
            messages.Add(Unknown(unmatched, command)); // what follows it may only seem wrong because of it
        }

        if (messages.Count == 0)
        {
            messages.AddRange(parse.Errors.Select(error => MessageOf(error, command)).Distinct(StringComparer.Ordinal));
        }

        if (messages.Count == 0)
        {
            messages.AddRange(parse.CommandResult.Children.Where(static child => child.Tokens.Any(static token => string.IsNullOrWhiteSpace(token.Value))).Select(Empty));
        }

        return messages.Count == 0 ? null : new UsageComplaint(messages, command);
    }

    /// <summary>Writes it to the error stream and returns the exit code.</summary>
    public int Write(Terminal terminal)
    {
        foreach (var message in Messages)
        {
            terminal.Error.WriteLine($"merlon: {SafeText.Line(message)}");
        }

        terminal.Error.WriteLine($"Try: {PathOf(Command)} --help");
        return ExitCode.BadInput;
    }

    // An unknown option is a word like any other to the parser: it becomes the value of an argument or of the option before it.
    static IEnumerable<string> UnknownOptions(ParseResult parse)
    {
        var isAfterSeparator = false;
        foreach (var token in parse.Tokens)
        {
            isAfterSeparator |= token.Type == TokenType.DoubleDash;
            if (!isAfterSeparator && token.Type == TokenType.Argument && IsOption(token.Value))
            {
                var known = OptionsOf(parse.CommandResult);
                var word = token.Value.Split('=', ':')[0];
                yield return $"{PathOf(parse.CommandResult.Command)} has no option '{word}'{Meant(word, known)}";
            }
        }
    }

    static bool IsOption(string token) => token.Length > 1 && token[0] == '-' && !char.IsAsciiDigit(token[1]);

    static string Unknown(string token, Command command) => command.Subcommands.Count > 0
        ? $"'{token}' is not a command{Meant(token, command.Subcommands.Select(static sub => sub.Name))}"
        : $"{PathOf(command)} takes no further argument: '{token}'";

    static string Meant(string word, IEnumerable<string> known) => Spelling.Nearest(word, known) is { } nearest ? $"; did you mean '{nearest}'?" : "";

    // No option and no argument means anything by an empty text; it is what an unset variable of a script leaves.
    static string Empty(SymbolResult result) => result switch
    {
        OptionResult option => $"{option.Option.Name} needs a value, not an empty text",
        ArgumentResult argument => $"{argument.Argument.Name} needs a value, not an empty text",
        _ => "an argument is an empty text",
    };

    static string MessageOf(ParseError error, Command command)
    {
        if (command.Subcommands.Count > 0)
        {
            return $"{PathOf(command)} needs one of: {string.Join(", ", command.Subcommands.Select(static sub => sub.Name))}";
        }

        // Only a missing value is the library's own message here: other values are read by parsers of ours (OptionReading).
        return error.SymbolResult switch
        {
            ArgumentResult { Tokens.Count: 0, Parent: OptionResult option } => $"{option.Option.Name} needs a value",
            ArgumentResult { Tokens.Count: 0 } argument => $"{PathOf(command)} needs {argument.Argument.Name}: {argument.Argument.Description}",
            OptionResult { Tokens.Count: 0 } option => $"{option.Option.Name} needs a value",
            OptionResult { Tokens.Count: > 1 } option when option.Option.Arity.MaximumNumberOfValues == 1 => $"{option.Option.Name} is given {option.Tokens.Count} times and takes one value",
            CommandResult when command.Arguments is [var first, ..] => $"{PathOf(command)} needs {first.Name}: {first.Description}",
            _ => error.Message,
        };
    }

    static IEnumerable<string> OptionsOf(CommandResult result)
    {
        var options = result.Command.Options.AsEnumerable();
        for (var parent = result.Parent; parent is CommandResult above; parent = above.Parent)
        {
            options = options.Concat(above.Command.Options.Where(static option => option.Recursive));
        }

        return options.Select(static option => option.Name);
    }

    static string PathOf(Command command)
    {
        var names = new List<string>();
        for (Symbol? symbol = command; symbol is not null; symbol = symbol.Parents.FirstOrDefault())
        {
            names.Insert(0, symbol.Name);
        }

        return string.Join(' ', names);
    }
}
