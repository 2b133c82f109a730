using System.Collections.Immutable;
using Merlon.Sigma.Backends;

namespace Merlon.Web.App.Detection.Rules;

/// <summary>Rules that are sent to be looked at.</summary>
sealed record RuleTexts
{
    /// <summary>Longest text of a file, in characters.</summary>
    public const int CharsMax = 1_000_000;

    /// <summary>Most files of one request.</summary>
    public const int FilesMax = 1_000;

    /// <summary>Texts to look at, with the names that they came under.</summary>
    public required IReadOnlyList<RuleFileText> Files { get; init; }

    /// <summary>Refuses what is none or too much.</summary>
    /// <exception cref="InvalidDataException">It is.</exception>
    public void Require()
    {
        if (Files.Count is 0 or > FilesMax || Files.Any(static file => file?.Text is null || file.Text.Length > CharsMax))
        {
            throw new InvalidDataException($"send 1 to {FilesMax} files of at most {CharsMax} characters each, as files: [{{name, text}}]");
        }
    }
}

/// <summary>A rule file that is sent.</summary>
/// <param name="Name">Its name; only shown.</param>
/// <param name="Text">Its YAML.</param>
sealed record RuleFileText(string? Name, string Text);

/// <summary>A rule and an event that it is tried on.</summary>
sealed record ExplainOrder
{
    /// <summary>Key of a rule of the organisation, or empty.</summary>
    public string Key { get; init; } = "";

    /// <summary>Text of a rule, where no key is given.</summary>
    public string Rule { get; init; } = "";

    /// <summary>The event, or several.</summary>
    public required string Event { get; init; }

    /// <summary>What the event is whatever its shape, such as <c>windows/process_creation</c>, or empty.</summary>
    public string LogSource { get; init; } = "";

    /// <summary>Its format, or empty to recognise it.</summary>
    public string Format { get; init; } = "";

    /// <summary>Name of the pipeline that it is read with, or empty.</summary>
    public string Pipeline { get; init; } = "";

    /// <summary>Number of the record to explain; 0 for the first that the rule fires on, else the one that comes nearest.</summary>
    public int Record { get; init; }
}

/// <summary>A rule and the language to say it in.</summary>
sealed record TranslateOrder
{
    /// <summary>Most columns.</summary>
    public const int ColumnsMax = 10_000;

    /// <summary>Key of a rule of the organisation, or empty.</summary>
    public string Key { get; init; } = "";

    /// <summary>Text of a rule, where no key is given.</summary>
    public string Rule { get; init; } = "";

    /// <summary>One of the targets.</summary>
    public required string Target { get; init; }

    /// <summary>Table, index or Kusto table.</summary>
    public string Table { get; init; } = "events";

    /// <summary>Name of the pipeline that says how the data names fields and log sources, or empty.</summary>
    public string Pipeline { get; init; } = "";

    /// <summary>The table's columns; none for one for each field.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Column that holds each record as JSON, or empty.</summary>
    public string JsonColumn { get; init; } = "";

    /// <summary>Column that holds every value of the record, or empty.</summary>
    public string KeywordColumn { get; init; } = "";

    /// <summary>False to leave out what tells the rule's log source.</summary>
    public bool WithLogSource { get; init; } = true;

    /// <summary>SQLite: the connection has a function <c>regexp</c>.</summary>
    public bool RegexpFunction { get; init; }

    /// <summary>True where no record holds a null or an empty text.</summary>
    public bool NoEmptyValues { get; init; }

    /// <summary>What the translation needs to know.</summary>
    /// <exception cref="InvalidDataException">Two of these contradict each other.</exception>
    public TranslationOptions ToOptions() => Columns.Count > ColumnsMax || JsonColumn.Length > 0 && Columns.Count > 0 || Table.Length == 0
        ? throw new InvalidDataException("a table needs a name, and fields are in the document or in columns, not in both")
        : new TranslationOptions
        {
            Table = Table,
            Columns = Columns.Count > 0 ? [.. Columns.Distinct(StringComparer.Ordinal)] : (ImmutableArray<string>?)null,
            JsonColumn = JsonColumn,
            KeywordColumn = KeywordColumn,
            IsWithLogSource = WithLogSource,
            HasRegexpFunction = RegexpFunction,
            IsWithoutEmptyValues = NoEmptyValues,
        };
}
