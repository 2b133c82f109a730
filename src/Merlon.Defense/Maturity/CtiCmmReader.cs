using System.Text.Json;
using Merlon.Documents;

namespace Merlon.Maturity;

/// <summary>Reads CTI-CMM from the cluster file of the MISP galaxy that a user brings; none of its text is Merlon's.</summary>
public static class CtiCmmReader
{
    /// <summary>Most practices that are read; version 1.3 has 199.</summary>
    public const int PracticesMax = 5_000;

    const string LevelPrefix = "CTI";

    /// <summary>Reads a cluster file whose values have a practice id, a domain and a maturity level; anything else is error MAT001.</summary>
    public static Parsed<MaturityModel> Read(ReadOnlyMemory<byte> utf8, string document, ReadLimits limits)
    {
        var log = new DiagnosticLog(document, limits);
        try
        {
            using var json = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = limits.JsonDepthMax });
            if (json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("values", out var values) && values.ValueKind == JsonValueKind.Array
                && ModelOf(json.RootElement, values, log) is { } model)
            {
                return new Parsed<MaturityModel>(model, log.ToList());
            }

            log.Error("MAT001", SourceLocation.Whole, "this is no maturity model of the MISP galaxy", excerpt: null, "give clusters/cti-cmm-1-3.json of the MISP galaxy");
        }
        catch (JsonException e)
        {
            log.Error("MAT001", new SourceLocation(0, 0, e.Path), $"the file is not JSON: {e.Message}");
        }
        catch (InvalidOperationException)
        {
            log.Error("MAT001", SourceLocation.Whole, "a text of the file is no Unicode: it has half of a character"); // the parser's answer to a lone surrogate
        }

        return new Parsed<MaturityModel>(null, log.ToList());
    }

    static MaturityModel? ModelOf(JsonElement root, JsonElement values, DiagnosticLog log)
    {
        var domains = new List<(string Code, string Name, List<MaturityQuestion> Practices)>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var index = 0;
        foreach (var value in values.EnumerateArray())
        {
            var place = new SourceLocation(0, 0, $"$.values[{index.ToString(System.Globalization.CultureInfo.InvariantCulture)}]");
            index++;
            if (seen.Count == PracticesMax)
            {
                log.Warn("MAT003", place, $"there are more than {PracticesMax} practices; the rest was not read");
                break;
            }

            var (code, name, practice) = Practice(value);
            if (practice is null)
            {
                log.Warn("MAT002", place, "a value has no practice id, domain or maturity level; it was left out");
            }
            else if (!seen.Add(practice.Id))
            {
                log.Warn("MAT002", place, $"the practice {practice.Id} stands twice; the first is used");
            }
            else
            {
                var domain = domains.Find(d => string.Equals(d.Code, code, StringComparison.Ordinal));
                if (domain.Practices is null)
                {
                    domains.Add(domain = (code, name, []));
                }

                domain.Practices.Add(practice);
            }
        }

        return domains.Count == 0 ? null : new MaturityModel
        {
            Id = "cti-cmm",
            Title = Text(root, "name") is { Length: > 0 } title ? title : "CTI-CMM",
            Scale = MaturityScale.Practice,
            Dimensions = [.. domains.Select(static d => new MaturityDimension(d.Code, d.Name, 1, HasCapability: false, d.Practices))],
        };
    }

    static (string Code, string Name, MaturityQuestion? Practice) Practice(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("meta", out var meta) || meta.ValueKind != JsonValueKind.Object)
        {
            return default;
        }

        var id = Text(meta, "practice_id") is { Length: > 0 } practice ? practice : Text(meta, "external_id");
        var domain = Text(meta, "domain");
        var code = Text(meta, "domain_code") is { Length: > 0 } given ? given : domain;
        var level = Text(meta, "maturity_level");
        return id.Length > 0 && code.Length > 0 && level.StartsWith(LevelPrefix, StringComparison.OrdinalIgnoreCase)
            && int.TryParse(level.AsSpan(LevelPrefix.Length), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 9
            ? (code, domain.Length == 0 ? code : domain, new MaturityQuestion(id, Text(meta, "use_case"), [Text(value, "description")], number))
            : default;
    }

    // a field of the galaxy is a text or a list with one
    static string Text(JsonElement owner, string field)
    {
        if (!owner.TryGetProperty(field, out var value))
        {
            return "";
        }

        var one = value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 ? value[0] : value;
        return one.ValueKind == JsonValueKind.String ? Clean(one.GetString() ?? "") : "";
    }

    static string Clean(string text) => string.Concat(text.Select(static c => char.IsControl(c) ? ' ' : c)).Trim();
}
