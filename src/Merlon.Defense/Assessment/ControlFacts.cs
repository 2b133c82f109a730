using System.Globalization;
using System.Text;
using System.Text.Json;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Facts;

namespace Merlon.Assessment;

/// <summary>
/// Makes the tables that <see cref="ControlMappings"/> opens, from the published mappings, so that they can be made again
/// for a newer one. Ids only: no titles, no texts.
/// </summary>
public static class ControlFacts
{
    const string NotAMapping = "CTRL001";
    const string RowGivenUp = "CTRL002";
    const string RowsWithoutControl = "CTRL003";

    /// <summary>NIST SP 800-53 Rev. 5 controls with their techniques, from the mapping in Mappings Explorer's JSON.</summary>
    /// <param name="mapping">A file such as <c>nist_800_53-rev5_attack-16.1-enterprise.json</c>.</param>
    /// <param name="limits">Bounds on size and depth.</param>
    public static Parsed<string> MakeNist(ReadOnlyMemory<byte> mapping, ReadLimits limits)
        => Make("nist-800-53-r5.json", mapping, limits, "mapping_objects", static (root, rows, log) =>
        {
            var pairs = new ControlTable(FrameworkHead.Nist);
            pairs.AddFamilies();
            var withoutControl = 0;
            foreach (var row in rows)
            {
                if (TextOf(row, "capability_id") is not { Length: > 0 } control)
                {
                    withoutControl++;
                    continue;
                }

                pairs.AddTechnique(WithoutLeadingZeros(control), TextOf(row, "attack_object_id") ?? "", log);
            }

            if (withoutControl > 0)
            {
                log.Note(
                    RowsWithoutControl, SourceLocation.Whole,
                    string.Create(CultureInfo.InvariantCulture, $"{withoutControl} rows say that no control fits a technique; they make no pair"));
            }

            var attack = root.TryGetProperty("metadata", out var metadata) ? TextOf(metadata, "attack_version") : null;
            return pairs.ToTable(attack ?? "");
        });

    /// <summary>CIS v8 safeguard numbers with their techniques, from a list of <c>{safeguard, techniques}</c>.</summary>
    public static Parsed<string> MakeCis(ReadOnlyMemory<byte> mapping, ReadLimits limits)
        => Make("cis-v8.json", mapping, limits, "mappings", static (root, rows, log) =>
        {
            var pairs = new ControlTable(FrameworkHead.Cis);
            pairs.AddFamilies();
            foreach (var row in rows)
            {
                var safeguard = WithoutLeadingZeros(TextOf(row, "safeguard") ?? "");
                pairs.AddControl(safeguard);
                foreach (var technique in TextsOf(row, "techniques"))
                {
                    pairs.AddTechnique(safeguard, technique, log);
                }
            }

            return pairs.ToTable(TextOf(root, "attack_version") ?? "");
        });

    /// <summary>HIPAA Security Rule citations with their NIST SP 800-53 Rev. 5 controls, from a list of <c>{citation, nist_800_53_rev5}</c>.</summary>
    public static Parsed<string> MakeHipaa(ReadOnlyMemory<byte> crosswalk, ReadLimits limits)
        => Make("hipaa.json", crosswalk, limits, "mappings", static (_, rows, _) =>
        {
            var pairs = new ControlTable(FrameworkHead.Hipaa);
            foreach (var row in rows)
            {
                var citation = TextOf(row, "citation") ?? "";
                pairs.AddControl(citation);
                foreach (var control in TextsOf(row, "nist_800_53_rev5"))
                {
                    pairs.Add(citation, WithoutLeadingZeros(control));
                }
            }

            return pairs.ToTable(attackVersion: "");
        });

    static Parsed<string> Make(
        string name, ReadOnlyMemory<byte> utf8, ReadLimits limits, string rowsField,
        Func<JsonElement, IEnumerable<JsonElement>, DiagnosticLog, string> make)
    {
        var log = new DiagnosticLog(name, limits);
        if (utf8.Length > limits.JsonBytesMax)
        {
            log.Error(NotAMapping, SourceLocation.Whole, $"the file has {utf8.Length} bytes, more than {limits.JsonBytesMax}");
            return new Parsed<string>(Value: null, log.ToList());
        }

        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = limits.JsonDepthMax });
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty(rowsField, out var rows) && rows.ValueKind == JsonValueKind.Array)
            {
                var table = make(root, rows.EnumerateArray().Where(static row => row.ValueKind == JsonValueKind.Object), log);
                return new Parsed<string>(table, log.ToList());
            }

            log.Error(NotAMapping, SourceLocation.Whole, $"this is not a mapping of controls: it has no list called {rowsField}");
        }
        catch (JsonException e)
        {
            log.Error(NotAMapping, new SourceLocation(0, 0, e.Path), $"the file is not JSON: {e.Message}");
        }

        return new Parsed<string>(Value: null, log.ToList());
    }

    static string? TextOf(JsonElement owner, string field)
        => owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    static IEnumerable<string> TextsOf(JsonElement owner, string field)
        => owner.TryGetProperty(field, out var values) && values.ValueKind == JsonValueKind.Array
            ? values.EnumerateArray().Where(static v => v.ValueKind == JsonValueKind.String).Select(static v => v.GetString() ?? "")
            : [];

    static string WithoutLeadingZeros(string control)
    {
        var kept = new StringBuilder(control.Length);
        for (var i = 0; i < control.Length; i++)
        {
            var isLeading = control[i] == '0' && (i == 0 || !char.IsAsciiDigit(control[i - 1]))
                && i + 1 < control.Length && char.IsAsciiDigit(control[i + 1]);
            if (!isLeading)
            {
                kept.Append(control[i]);
            }
        }

        return kept.Length == control.Length ? control : WithoutLeadingZeros(kept.ToString());
    }

    /// <summary>One framework's pairs on the way to their table.</summary>
    sealed class ControlTable(FrameworkHead head)
    {
        readonly SortedDictionary<string, SortedSet<string>> pairs = new(ControlOrder.Comparer);

        public void AddFamilies()
        {
            foreach (var row in FactsTable.OpenBuiltIn("control-families.tsv", columns: 3).Rows)
            {
                if (!string.Equals(row[0], head.Id, StringComparison.Ordinal))
                {
                    continue;
                }

                for (var number = 1; number <= int.Parse(row[2], CultureInfo.InvariantCulture); number++)
                {
                    AddControl(string.Create(CultureInfo.InvariantCulture, $"{row[1]}{head.FamilySeparator}{number}"));
                }
            }
        }

        public void AddControl(string control)
        {
            if (control.Length > 0 && !pairs.ContainsKey(control))
            {
                pairs[control] = new SortedSet<string>(ControlOrder.Comparer);
            }
        }

        public void Add(string control, string target)
        {
            AddControl(control);
            if (control.Length > 0 && target.Length > 0)
            {
                pairs[control].Add(target);
            }
        }

        public void AddTechnique(string control, string technique, DiagnosticLog log)
        {
            if (control.Length > 0 && TechniqueId.TryParse(technique, out var id))
            {
                Add(control, id.ToString());
            }
            else
            {
                log.Warn(RowGivenUp, SourceLocation.Whole, $"a pair of {control} was given up: this is not a technique id", technique);
            }
        }

        public string ToTable(string attackVersion)
        {
            var text = new StringBuilder();
            text.Append(CultureInfo.InvariantCulture, $"# {head.Title} Ids only. Made by merlon release pack; do not edit.\n");
            text.Append(CultureInfo.InvariantCulture, $"# framework: {head.Id}\n# name: {head.Name}\n# aliases: {head.Aliases}\n");
            text.Append(CultureInfo.InvariantCulture, $"# prefixes: {head.Prefixes}\n# source: {head.Source}\n");
            text.Append(head.Through.Length > 0
                ? $"# through: {head.Through}\n"
                : $"# attack: {attackVersion}\n");
            text.Append(CultureInfo.InvariantCulture, $"#control\t{(head.Through.Length > 0 ? "controls" : "techniques")} (- for none)\n");
            foreach (var (control, targets) in pairs)
            {
                text.Append(CultureInfo.InvariantCulture, $"{control}\t{(targets.Count == 0 ? "-" : string.Join(' ', targets))}\n");
            }

            return text.ToString();
        }
    }

    /// <summary>What a table says of itself.</summary>
    sealed record FrameworkHead(
        string Id, string Name, string Aliases, string Prefixes, string FamilySeparator, string Title, string Source, string Through)
    {
        public static FrameworkHead Nist { get; } = new(
            "nist-800-53-r5", "NIST SP 800-53 Rev. 5",
            "NIST 800-53; NIST SP 800-53; NIST SP 800-53 r5; NIST 800-53 r5; NIST 800-53 rev 5; SP 800-53; 800-53; NIST 800-53 revision 5; NIST",
            "NIST", "-", "Techniques that NIST SP 800-53 Rev. 5 controls touch.",
            "Center for Threat-Informed Defense, Mappings Explorer, Apache-2.0; control numbers: NIST, public domain", "");

        public static FrameworkHead Cis { get; } = new(
            "cis-v8", "CIS Critical Security Controls v8",
            "CIS; CIS Controls; CIS Controls v8; CIS 8; CIS Critical Security Controls; CSC 8; CIS v8.0",
            "CIS; CSC; Safeguard; Control", ".", "Techniques that CIS Critical Security Controls v8 safeguards touch.",
            "Center for Threat-Informed Defense, Top ATT&CK Techniques methodology, Apache-2.0; safeguard numbers only", "");

        public static FrameworkHead Hipaa { get; } = new(
            "hipaa", "HIPAA Security Rule",
            "HIPAA Security Rule; 45 CFR 164; 45 CFR Part 164; HIPAA Security", "HIPAA; 45 CFR; §",
            "", "NIST SP 800-53 Rev. 5 controls that HIPAA Security Rule citations map to.",
            "NIST SP 800-66 Rev. 2, NIST CPRT, public domain", "nist-800-53-r5");
    }
}
