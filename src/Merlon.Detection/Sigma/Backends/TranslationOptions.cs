using System.Collections.Immutable;
using Merlon.Pipelines;

namespace Merlon.Sigma.Backends;

/// <summary>What a translation knows of the data that its query will run on.</summary>
public sealed record TranslationOptions
{
    /// <summary>Table, index pattern or Kusto table that holds one record a row.</summary>
    public string Table { get; init; } = "events";

    /// <summary>Names of all columns that hold fields; null where they are not known, and then every field is taken to have one.</summary>
    public ImmutableArray<string>? Columns
    {
        get => Index?.Columns;
        init => Index = value is { } columns ? new ColumnIndex(columns) : null;
    }

    /// <summary>The columns, ready to be looked up; null where they are not known.</summary>
    internal ColumnIndex? Index { get; private init; }

    /// <summary>Column that holds the whole record as a JSON object; empty where each field has a column of its own.</summary>
    public string JsonColumn { get; init; } = "";

    /// <summary>Column that holds every value of the record, one a line, in which keywords are sought; empty where there is none.</summary>
    public string KeywordColumn { get; init; } = "";

    /// <summary>How the data names fields and tells log sources apart; null for names as rules have them, and then no log source is known.</summary>
    public Pipeline? Pipeline { get; init; }

    /// <summary>True to ask for the rule's log source too, such as channel and event id; false where the table holds nothing else.</summary>
    public bool IsWithLogSource { get; init; } = true;

    /// <summary>True where SQLite has a function <c>regexp</c> that searches as .NET's regular expressions do.</summary>
    public bool HasRegexpFunction { get; init; }

    /// <summary>True where no record holds a null or an empty text, so that a field without a value is a field that is missing.</summary>
    public bool IsWithoutEmptyValues { get; init; }
}
