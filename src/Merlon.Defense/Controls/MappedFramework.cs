using Merlon.Assessment;
using Merlon.Facts;

namespace Merlon.Controls;

/// <summary>A framework with its pairs and links. Built from a table of facts, which is split only where asked, or from files.</summary>
sealed class MappedFramework
{
    readonly Dictionary<string, string> controlByKey = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> tableTargets = new(StringComparer.Ordinal);
    readonly ILookup<string, ControlEdge>? edges;
    readonly ILookup<string, ControlStep> links;
    readonly string[] prefixKeys;
    readonly string through;

    MappedFramework(FactsTable table)
    {
        var header = table.Header;
        prefixKeys = [.. FactsTable.Split(header["prefixes"], ';').Select(ControlKey.Of).OrderByDescending(static key => key.Length)];
        Words = [.. FactsTable.Split(header["aliases"], ';')];
        through = header.GetValueOrDefault("through", "");
        foreach (var row in table.Rows)
        {
            controlByKey[ControlKey.Of(row[0])] = row[0];
            tableTargets[row[0]] = row[1] is "-" ? "" : row[1];
        }

        var source = new MappingSource("", header.GetValueOrDefault("attack", ""), header["source"], "built in");
        Framework = new ControlFramework(
            header["framework"], header["name"], source.AttackVersion, header["source"], [.. table.Rows.Select(static row => row[0])]) { Sources = [source] };
        links = Array.Empty<ControlStep>().ToLookup(static _ => "", StringComparer.Ordinal);
    }

    public MappedFramework(
        ControlFramework framework, IReadOnlyList<string> words, IReadOnlyList<string> prefixes, ILookup<string, ControlEdge> edges, ILookup<string, ControlStep> links)
    {
        Framework = framework;
        Words = words;
        prefixKeys = [.. prefixes];
        this.edges = edges;
        this.links = links;
        through = "";
        foreach (var control in framework.Controls)
        {
            controlByKey.TryAdd(ControlKey.Of(control), control);
        }
    }

    public ControlFramework Framework { get; }

    /// <summary>Words for it beside its id and name.</summary>
    public IReadOnlyList<string> Words { get; }

    public IReadOnlyList<string> PrefixKeys => prefixKeys;

    public bool HasLinks => through.Length > 0 || links.Count > 0;

    public bool HasEdges => edges is null ? through.Length == 0 : edges.Count > 0;

    public static MappedFramework OfTable(FactsTable table) => new(table);

    /// <summary>Pairs of the control itself; made at each call for a table: opening stays cheap, and few controls are ever asked for.</summary>
    public IReadOnlyList<ControlEdge> EdgesOf(string control)
        => edges is not null ? [.. edges[control]]
            : through.Length > 0 ? []
            : [.. TargetsOf(control).Select(id => new ControlEdge(id, Hops: 1, Via: "") { Source = Framework.Sources[0] })];

    /// <summary>What the control is related to; frameworks and controls as written.</summary>
    public IReadOnlyList<ControlStep> LinksOf(string control)
        => through.Length > 0
            ? [.. TargetsOf(control).Select(id => new ControlStep(through, id, LinkRelation.IntersectsWith) { Source = Framework.Sources[0] })]
            : [.. links[control]];

    public string? Canonical(string written)
    {
        var key = WithoutPrefixes(ControlKey.Of(written));
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

    /// <summary>
    /// The control whose statements count for one: itself, or where no file maps it, what it belongs to (a catalogue names AC-2(1), the
    /// mapping only AC-2).
    /// </summary>
    public string Bearer(string control)
    {
        for (var bearer = control; ; )
        {
            if (EdgesOf(bearer).Count > 0 || LinksOf(bearer).Count > 0)
            {
                return bearer;
            }

            var bracket = bearer.EndsWith(')') ? bearer.LastIndexOf('(') : -1;
            if (bracket <= 0 || !controlByKey.TryGetValue(ControlKey.Of(bearer[..bracket]), out var parent))
            {
                return control;
            }

            bearer = parent;
        }
    }

    string[] TargetsOf(string control) => FactsTable.Split(tableTargets.GetValueOrDefault(control, ""), ' ');

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
}
