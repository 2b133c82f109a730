using System.Collections.Frozen;
using System.Globalization;
using Merlon.Facts;
using Merlon.Sigma;

namespace Merlon.Robustness;

/// <summary>
/// What is known of observables: kinds of fields, values, programs and sensors (Facts/robustness-*.tsv). The tables are the product's own, so
/// what is wrong in them is a bug and throws.
/// </summary>
sealed class RobustnessFacts
{
    const string AnyCategory = "";

    readonly FrozenDictionary<string, ObservableKind> kinds;
    readonly FrozenDictionary<(string Field, string Category), ObservableKind> fields;
    readonly FrozenDictionary<string, ValueFact[]> values;
    readonly FrozenDictionary<string, ProgramKind> programs;
    readonly SensorFact[] sensors;
    readonly ObservableKind unknown;

    RobustnessFacts()
    {
        kinds = FactsTable.OpenBuiltIn("robustness-classes.tsv", 4).Rows
            .Select(static row => new ObservableKind(row[0], Level(row[1]), Level(row[2]), row[3]))
            .ToFrozenDictionary(static kind => kind.Name, StringComparer.Ordinal);
        fields = FactsTable.OpenBuiltIn("robustness-fields.tsv", 3).Rows
            .ToFrozenDictionary(static row => (row[0].ToUpperInvariant(), row[1]), row => kinds[row[2]]);
        values = FactsTable.OpenBuiltIn("robustness-values.tsv", 5).Rows
            .GroupBy(static row => row[0], StringComparer.Ordinal)
            .ToFrozenDictionary(
                static group => group.Key,
                static group => group.Select(static row => new ValueFact(TextGlob.Of(row[1]), Level(row[2]), Level(row[3]), row[4])).ToArray(),
                StringComparer.Ordinal);
        programs = FactsTable.OpenBuiltIn("robustness-programs.tsv", 2).Rows
            .ToFrozenDictionary(static row => row[0], static row => KindOf(row[1]), StringComparer.OrdinalIgnoreCase);
        sensors = [.. FactsTable.OpenBuiltIn("robustness-sensors.tsv", 4).Rows.Select(SensorOf)];
        unknown = kinds["other"];
        if (values.Keys.FirstOrDefault(name => !kinds.ContainsKey(name)) is { } stray)
        {
            throw new InvalidDataException($"robustness-values.tsv: no such class: {stray}");
        }
    }

    /// <summary>The tables that the library carries.</summary>
    public static RobustnessFacts BuiltIn { get; } = new();

    /// <summary>Fields that the tables name.</summary>
    public IEnumerable<string> Fields => fields.Keys.Select(static key => key.Field);

    /// <summary>The kind of a field in a rule of a log source; an unknown one is taken as under the attacker's control.</summary>
    public ObservableKind KindOf(string field, SigmaLogSource source)
    {
        var name = field.Length == 0 ? "-" : field.ToUpperInvariant();
        return fields.TryGetValue((name, source.Category), out var kind) && source.Category.Length > 0 ? kind
            : fields.TryGetValue((name, source.Service), out kind) && source.Service.Length > 0 ? kind
            : fields.TryGetValue((name, AnyCategory), out kind) ? kind
            : unknown;
    }

    /// <summary>The first fact of a kind that a value fits, or null.</summary>
    public ValueFact? Find(ObservableKind kind, string value)
    {
        if (values.TryGetValue(kind.Name, out var facts))
        {
            foreach (var fact in facts)
            {
                if (fact.Pattern.Fits(value))
                {
                    return fact;
                }
            }
        }

        return null;
    }

    /// <summary>What kind of program a path, a file name or an original file name names.</summary>
    public ProgramKind ProgramOf(string path)
    {
        var name = path.AsSpan();
        var slash = name.LastIndexOfAny('\\', '/');
        name = name[(slash + 1)..].Trim().TrimStart('*');
        return name.Length > 0 && programs.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var kind) ? kind : ProgramKind.None;
    }

    /// <summary>True when a word of a command line names a program that comes with the system.</summary>
    public bool NamesTool(string command)
    {
        foreach (var range in command.AsSpan().SplitAny(" \t\"'*|&;,()=".AsSpan()))
        {
            var word = command.AsSpan()[range];
            var slash = word.LastIndexOfAny('\\', '/');
            word = word[(slash + 1)..];
            if (word.Length >= ToolCharsMin && (Is(word) || IsWithSuffix(word)))
            {
                return true;
            }
        }

        return false;

        bool Is(ReadOnlySpan<char> word)
            => programs.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var kind) && (kind & ProgramKind.Tool) != ProgramKind.None;

        bool IsWithSuffix(ReadOnlySpan<char> word) => word.Length <= ToolCharsMax && Is($"{word}.exe");
    }

    /// <summary>True when a command names a command, key or file of the system for which the tables have a fact.</summary>
    public bool NamesPlace(string command) => IsFact("script", command) || IsFact("registry", command) || IsFact("path", command);

    bool IsFact(string kind, string value) => Find(kinds[kind], value) is { Level: >= 3 };

    /// <summary>Where the records of a rule are made.</summary>
    /// <param name="source">The rule's log source.</param>
    /// <param name="eventIds">Event ids that the rule asks for; empty for any.</param>
    public SensorFact SensorOf(SigmaLogSource source, IReadOnlyCollection<int> eventIds)
        => Array.Find(sensors, sensor => sensor.Fits(source, eventIds)) ?? SensorFact.Provider;

    /// <summary>Words shorter than this are taken for no program: <c>at</c>, <c>ip</c>, <c>w</c> are words of any text.</summary>
    const int ToolCharsMin = 3;

    const int ToolCharsMax = 64;

    static int Level(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    static ProgramKind KindOf(string text)
    {
        var kind = ProgramKind.None;
        foreach (var word in FactsTable.Split(text, ';'))
        {
            kind |= word switch
            {
                "tool" => ProgramKind.Tool,
                "application" => ProgramKind.Application,
                _ => throw new InvalidDataException($"robustness-programs.tsv: no such kind: {word}"),
            };
        }

        return kind;
    }

    static SensorFact SensorOf(string[] row)
    {
        var parts = row[0].Split('/');
        return new(
            parts[0], parts.Length > 1 ? parts[1] : "", parts.Length > 2 ? parts[2] : "",
            [.. FactsTable.Split(row[1], ',').Select(static id => int.Parse(id, NumberStyles.None, CultureInfo.InvariantCulture))],
            row[2] switch
            {
                "A" => EventColumn.Application,
                "U" => EventColumn.UserMode,
                "K" => EventColumn.KernelMode,
                "P" => EventColumn.Payload,
                "H" => EventColumn.Header,
                _ => throw new InvalidDataException($"robustness-sensors.tsv: no such column: {row[2]}"),
            },
            row[3]);
    }
}

/// <summary>A kind of observable: how hard it is to change, and how hard to make an exclusion of it true (0..5; 0 does not count).</summary>
sealed record ObservableKind(string Name, int Level, int Excluded, string Why);

/// <summary>A value that is harder or easier to change than its kind.</summary>
sealed record ValueFact(TextGlob Pattern, int Level, int Excluded, string Why);

/// <summary>What a program is to the system before an attack.</summary>
[Flags]
enum ProgramKind
{
    /// <summary>Not known.</summary>
    None = 0,

    /// <summary>Comes with the system.</summary>
    Tool = 1,

    /// <summary>The organisation runs it; it starts others when it is abused.</summary>
    Application = 2,
}

/// <summary>Where the records of log sources are made.</summary>
sealed record SensorFact(string Product, string Category, string Service, IReadOnlyList<int> EventIds, EventColumn Column, string Why)
{
    /// <summary>A service of somebody else, whose audit log an attacker of the organisation cannot reach.</summary>
    public static SensorFact Provider { get; } = new("*", "*", "*", [], EventColumn.None, "the provider's audit log, made where the attacker does not run");

    public bool Fits(SigmaLogSource source, IReadOnlyCollection<int> asked)
        => Fits(Product, source.Product) && (Category.Length == 0 || Fits(Category, source.Category)) && (Service.Length == 0 || Fits(Service, source.Service))
            && (EventIds.Count == 0 || asked.Count > 0 && asked.All(EventIds.Contains));

    static bool Fits(string pattern, string word)
        => pattern.EndsWith('*') ? word.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.OrdinalIgnoreCase)
            : string.Equals(pattern, word, StringComparison.OrdinalIgnoreCase);
}
