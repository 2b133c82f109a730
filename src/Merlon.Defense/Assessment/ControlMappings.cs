using System.Diagnostics.CodeAnalysis;
using System.Text;
using Merlon.Attack;
using Merlon.Facts;

namespace Merlon.Assessment;

/// <summary>Which controls of which framework touch which techniques; facts only (ids), each edge with its source.</summary>
public sealed class ControlMappings
{
    readonly Dictionary<string, MappedFramework> byId = new(StringComparer.Ordinal);
    readonly Dictionary<string, ControlFramework> byWord = new(StringComparer.Ordinal);

    ControlMappings(IReadOnlyList<FactsTable> tables)
    {
        foreach (var table in tables.OrderBy(static table => table.Header.ContainsKey("through")))
        {
            var framework = table.Header.TryGetValue("through", out var through)
                ? MappedFramework.Chained(table, byId[through])
                : MappedFramework.Direct(table);
            byId.Add(framework.Framework.Id, framework);
            foreach (var word in FactsTable.Split(table.Header["aliases"], ';').Append(framework.Framework.Id).Append(framework.Framework.Name))
            {
                byWord[Vocabulary.KeyOf(word)] = framework.Framework;
            }
        }

        Frameworks = [.. byId.Values.Select(static framework => framework.Framework).OrderBy(static f => f.Id, StringComparer.Ordinal)];
    }

    /// <summary>Frameworks by id, ordinally sorted: <c>cis-v8</c>, <c>hipaa</c>, <c>nist-800-53-r5</c>.</summary>
    public IReadOnlyList<ControlFramework> Frameworks { get; }

    /// <summary>Opens the embedded facts (a few milliseconds; not cached: keep the result).</summary>
    public static ControlMappings OpenBuiltIn() => Of(
        FactsTable.ReadBuiltIn(NistFile), FactsTable.ReadBuiltIn(CisFile), FactsTable.ReadBuiltIn(HipaaFile));

    /// <summary>
    /// Opens tables that <see cref="ControlFacts"/> made. Damaged ones throw <see cref="InvalidDataException"/>: facts are
    /// made by Merlon, not by users.
    /// </summary>
    public static ControlMappings Of(string nist, string cis, string hipaa) => new(
    [
        FactsTable.Parse(NistFile, nist, columns: 2),
        FactsTable.Parse(CisFile, cis, columns: 2),
        FactsTable.Parse(HipaaFile, hipaa, columns: 2),
    ]);

    internal const string NistFile = "controls-nist-800-53-r5.tsv";
    internal const string CisFile = "controls-cis-v8.tsv";
    internal const string HipaaFile = "controls-hipaa.tsv";

    /// <summary>Finds a framework by id or alias (<c>NIST 800-53</c>); case, blanks and signs ignored.</summary>
    public bool TryFindFramework(string word, [NotNullWhen(true)] out ControlFramework? framework)
        => byWord.TryGetValue(Vocabulary.KeyOf(word), out framework);

    /// <summary>
    /// Techniques that a control touches, by id, each once; ids as the mapping wrote them (for another ATT&amp;CK version:
    /// resolve through <see cref="Lineage"/>). Empty for a control that the framework has but the mapping does not, and for
    /// one that nobody knows.
    /// </summary>
    public IReadOnlyList<ControlEdge> TechniquesOf(string frameworkId, string controlId)
        => byId.TryGetValue(frameworkId, out var framework) && framework.Canonical(controlId) is { } control
            ? framework.EdgesOf(control)
            : [];

    /// <summary>
    /// The control's id in the framework's own spelling (<c>AC-02</c> and <c>ac-2</c> → <c>AC-2</c>), or null when unknown.
    /// An enhancement or a paragraph that the mapping does not name counts as what it belongs to: <c>AC-2(1)</c> → <c>AC-2</c>,
    /// <c>164.308(a)(1)(ii)(A)</c> → <c>164.308(a)(1)</c>.
    /// </summary>
    public string? Canonical(string frameworkId, string controlId)
        => byId.TryGetValue(frameworkId, out var framework) ? framework.Canonical(controlId) : null;

    /// <summary>A framework with its edges.</summary>
    sealed class MappedFramework
    {
        readonly Dictionary<string, string> controlByKey = new(StringComparer.Ordinal);
        readonly Dictionary<string, string> targetsByControl = new(StringComparer.Ordinal);
        readonly MappedFramework? next;
        readonly string[] prefixKeys;

        MappedFramework(FactsTable table, string attackVersion, MappedFramework? next)
        {
            this.next = next;
            var header = table.Header;
            prefixKeys = [.. FactsTable.Split(header["prefixes"], ';').Select(KeyOf).OrderByDescending(static key => key.Length)];
            foreach (var row in table.Rows)
            {
                controlByKey[KeyOf(row[0])] = row[0];
                targetsByControl[row[0]] = row[1] is "-" ? "" : row[1];
            }

            Framework = new ControlFramework(
                header["framework"], header["name"], attackVersion, header["source"], [.. table.Rows.Select(static row => row[0])]);
        }

        public ControlFramework Framework { get; }

        public static MappedFramework Direct(FactsTable table) => new(table, table.Header["attack"], next: null);

        public static MappedFramework Chained(FactsTable table, MappedFramework next) => new(table, next.Framework.AttackVersion, next);

        /// <summary>Made at each call: opening stays cheap, and few controls are ever asked for.</summary>
        public List<ControlEdge> EdgesOf(string control)
            => next is null
                ? [.. TargetsOf(control).Select(static id => new ControlEdge(id, Hops: 1, Via: ""))]
                : ChainOf(control, next);

        public string? Canonical(string written)
        {
            var key = WithoutPrefixes(KeyOf(written));
            while (key.Length > 0)
            {
                if (controlByKey.TryGetValue(key, out var control))
                {
                    return control;
                }

                key = key.EndsWith(')') && key.LastIndexOf('(') is > 0 and var bracket ? key[..bracket] : "";
            }

            return null;
        }

        /// <summary>One edge for each technique, which names every control in between: they are one claim, not several.</summary>
        List<ControlEdge> ChainOf(string control, MappedFramework next)
        {
            var via = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
            foreach (var between in TargetsOf(control).Select(next.Canonical).OfType<string>())
            {
                foreach (var edge in next.EdgesOf(between))
                {
                    if (!via.TryGetValue(edge.TechniqueId, out var controls))
                    {
                        via[edge.TechniqueId] = controls = new SortedSet<string>(ControlOrder.Comparer);
                    }

                    controls.Add(between);
                }
            }

            return [.. via.Select(static pair => new ControlEdge(pair.Key, Hops: 2, string.Join(", ", pair.Value)))];
        }

        string[] TargetsOf(string control) => FactsTable.Split(targetsByControl[control], ' ');

        string WithoutPrefixes(string key)
        {
            var isShorter = true;
            while (isShorter)
            {
                isShorter = false;
                foreach (var prefix in prefixKeys)
                {
                    if (key.StartsWith(prefix, StringComparison.Ordinal))
                    {
                        key = key[prefix.Length..];
                        isShorter = true;
                    }
                }
            }

            return key;
        }

        /// <summary>Upper-case without blanks and hyphens, numbers without leading zeros; points and brackets stay, for they tell ids apart.</summary>
        static string KeyOf(string written)
        {
            var key = new StringBuilder(written.Length);
            for (var i = 0; i < written.Length; i++)
            {
                var c = written[i];
                if (char.IsWhiteSpace(c) || c is '-')
                {
                    continue;
                }

                var endsNumber = key.Length > 0 && char.IsAsciiDigit(key[^1]);
                var isLeadingZero = c == '0' && !endsNumber && i + 1 < written.Length && char.IsAsciiDigit(written[i + 1]);
                if (!isLeadingZero)
                {
                    key.Append(char.ToUpperInvariant(c));
                }
            }

            return key.ToString();
        }
    }
}

/// <summary>A framework of controls.</summary>
/// <param name="Id">Such as <c>nist-800-53-r5</c>.</param>
/// <param name="Name">Such as <c>NIST SP 800-53 Rev. 5</c>.</param>
/// <param name="AttackVersion">ATT&amp;CK version that its mapping was made for.</param>
/// <param name="Source">Who published the mapping, under which licence.</param>
/// <param name="Controls">Control ids, in the framework's order.</param>
public sealed record ControlFramework(string Id, string Name, string AttackVersion, string Source, IReadOnlyList<string> Controls);

/// <summary>That a control touches a technique.</summary>
/// <param name="TechniqueId">As the mapping wrote it.</param>
/// <param name="Hops">1 for a published pair; 2 for a chain such as HIPAA → NIST → technique (derived, weighs less).</param>
/// <param name="Via">The controls in between for a chain (<c>AC-2, AC-3</c>), else empty.</param>
public readonly record struct ControlEdge(string TechniqueId, int Hops, string Via);
