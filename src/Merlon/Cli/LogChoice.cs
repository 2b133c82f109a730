using System.CommandLine;
using Merlon.Logs;

namespace Merlon.Cli;

/// <summary>The argument and options by which a command is told which logs to read and how.</summary>
sealed class LogChoice
{
    const int ThreadsMax = 64;
    const string FormatWords = "evtx, event-xml, json, csv, tsv, auditd, syslog, cef, leef, logfmt, zeek, w3c, access-log";

    readonly Argument<string[]> paths = new("LOGS")
    {
        Description = "Log files, folders, patterns such as 'logs/**/*.evtx', archives; - for standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    readonly Option<string[]> pipelines = OptionReading.Texts(
        "--pipeline", "How records are read: a file of pipelines to try first, or the name of one to use for all (docs/formats/pipelines.md).", "NAME|FILE");

    readonly Option<string?> logSource = OptionReading.Text(
        "--logsource", "What all records are, whatever their shape: product/category/service, such as aws//cloudtrail.", "SOURCE");

    readonly Option<string?> format = OptionReading.Word("--format", $"What every file is (default: recognised): {FormatWords}.", "FORMAT", FormatWords.Split(", "));

    readonly Option<int> year = OptionReading.Number("--year", "Year of times that are written without one, as in syslog; 0 for none", 0, 0, 9_999);

    readonly Option<bool> isJoining = new("--join-auditd") { Description = "Add a record for each start of a process that the audit daemon tells in several lines, for rules of Linux process creation." };

    readonly Option<int> threads = OptionReading.Number("--threads", "Threads that read and evaluate; 0 for one for each processor", 0, 0, ThreadsMax);

    /// <summary>Adds argument and options to a command.</summary>
    public LogChoice(Command command)
    {
        command.Add(paths);
        command.Add(pipelines);
        command.Add(logSource);
        command.Add(format);
        command.Add(year);
        command.Add(isJoining);
        command.Add(threads);
    }

    /// <summary>What to read, as written.</summary>
    public string[] PathsIn(ParseResult parse) => parse.GetRequiredValue(paths);

    /// <summary>Pipelines by name or file.</summary>
    public string[] PipelinesIn(ParseResult parse) => parse.GetValue(pipelines) ?? [];

    /// <summary>Log source of every record, or null.</summary>
    public string? LogSourceIn(ParseResult parse) => parse.GetValue(logSource);

    /// <summary>Format of every file, or null.</summary>
    public LogFormat? FormatIn(ParseResult parse)
        => parse.GetValue(format) is { } word ? Enum.Parse<LogFormat>(word.Replace("-", "", StringComparison.Ordinal), ignoreCase: true) : null;

    /// <summary>What readers are told.</summary>
    public LogReadOptions ReadingIn(ParseResult parse) => LogReadOptions.Default with { Year = parse.GetValue(year) is > 0 and var known ? known : null, IsJoiningAuditd = parse.GetValue(isJoining) };

    /// <summary>Threads, 1 or more.</summary>
    public int ThreadsIn(ParseResult parse) => parse.GetValue(threads) is > 0 and var asked ? asked : Math.Min(Environment.ProcessorCount, ThreadsMax);
}
