using System.Globalization;
using System.Text.Json;
using Merlon.Attack;
using Merlon.Authoring;
using Merlon.Hunting;
using Merlon.Workspaces;

namespace Merlon.Answers;

/// <summary>
/// Findings as a STIX 2.1 bundle: an indicator for each rule, a sighting and observed data for each finding, hosts as
/// identities, techniques as attack-patterns by their ATT&amp;CK ids. Ids follow from the contents: the same findings give the
/// same bundle. A finding without a time cannot be observed data and is left out.
/// </summary>
sealed class HuntStix
{
    /// <summary>Namespace of the ids that Merlon makes for hunts; a random number, drawn once.</summary>
    static readonly Guid Space = new("4b7a2f61-93d0-4f5e-8f0a-6b1f2a9c7d35");

    /// <summary>Namespace of deterministic ids of cyber-observables (STIX 2.1, 2.9).</summary>
    static readonly Guid Observables = new("00abedb4-aa42-466c-9c01-fed23315a9b7");

    readonly Utf8JsonWriter json;
    readonly HuntReport report;
    readonly HashSet<string> written = new(StringComparer.Ordinal);
    readonly string made;

    HuntStix(Utf8JsonWriter json, HuntReport report)
    {
        this.json = json;
        this.report = report;
        made = TimeOf(report.Summary.Totals.Last ?? DateTimeOffset.UnixEpoch); // the bundle says nothing that is later
    }

    /// <summary>Findings that have no time.</summary>
    public static int LeftOut(HuntReport report) => report.Summary.Findings.Count(static finding => finding.Time is null);

    /// <summary>Writes the bundle.</summary>
    /// <param name="json">Takes it.</param>
    /// <param name="report">The hunt.</param>
    /// <param name="textOf">The text of a rule, or null where it cannot be had.</param>
    public static void Write(Utf8JsonWriter json, HuntReport report, Func<HuntedRule, string?> textOf)
    {
        var stix = new HuntStix(json, report);
        var findings = report.Summary.Findings.Where(static finding => finding.Time is not null).ToList();
        json.WriteStartObject();
        json.WriteString("type", "bundle");
        json.WriteString("id", $"bundle--{NameUuid.Of(Space, string.Join('\n', findings.Select(NameOf)))}");
        json.WriteStartArray("objects");
        stix.WriteIdentity("Merlon", "system");
        foreach (var rule in findings.Select(static finding => finding.Rule).Distinct((IEqualityComparer<HuntedRule>)ReferenceEqualityComparer.Instance))
        {
            stix.WriteIndicator(rule, textOf(rule) ?? $"title: {rule.Title}\nid: {rule.Id}\n", findings.First(finding => ReferenceEquals(finding.Rule, rule)));
        }

        foreach (var finding in findings)
        {
            stix.WriteSighting(finding);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // Without the folder of the log, which is another one on every machine.
    static string NameOf(Finding finding)
        => string.Create(CultureInfo.InvariantCulture, $"{finding.Rule.Key}\u001f{finding.Host}\u001f{Path.GetFileName(finding.Document.Replace('\\', '/'))}\u001f{finding.Record}\u001f{TimeOf(finding.Time ?? default)}\u001f{finding.Key.Values}");

    static string TimeOf(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    static string IdOf(string type, string name) => $"{type}--{NameUuid.Of(Space, $"{type}\u001f{name}")}";

    bool Begin(string type, string id)
    {
        if (!written.Add(id))
        {
            return false;
        }

        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("spec_version", "2.1");
        json.WriteString("id", id);
        return true;
    }

    // Domain objects and relationships say when they were made.
    bool BeginMade(string type, string id) => BeginMade(type, id, made, made);

    bool BeginMade(string type, string id, string created, string modified)
    {
        if (!Begin(type, id))
        {
            return false;
        }

        json.WriteString("created", created);
        json.WriteString("modified", modified);
        return true;
    }

    string WriteIdentity(string name, string kind)
    {
        var id = IdOf("identity", name);
        if (BeginMade("identity", id))
        {
            json.WriteString("name", name);
            json.WriteString("identity_class", kind);
            json.WriteEndObject();
        }

        return id;
    }

    void WriteIndicator(HuntedRule rule, string text, Finding first)
    {
        var id = IdOf("indicator", rule.Key);
        if (!BeginMade("indicator", id))
        {
            return;
        }

        json.WriteString("created_by_ref", IdOf("identity", "Merlon"));
        json.WriteString("name", rule.Title);
        json.WriteText("description", rule.Description);
        json.WriteString("pattern", text);
        json.WriteString("pattern_type", "sigma");
        json.WriteString("valid_from", TimeOf(first.Time ?? default));
        json.WriteSome("labels", rule.Tags);
        json.WriteEndObject();
        foreach (var technique in report.Knowledge.TagsOf(rule).Techniques)
        {
            WriteIndicates(id, technique);
        }
    }

    void WriteIndicates(string indicator, Technique technique)
    {
        // Where the release has no STIX ids, the technique gets one of ours and is told by its ATT&CK id.
        var target = technique.StixId.Length > 0 ? technique.StixId : IdOf("attack-pattern", technique.Id);
        if (BeginMade("attack-pattern", target, TimeOf(technique.Created), TimeOf(technique.Modified))) // as published: it must not pass for a newer version
        {
            json.WriteString("name", technique.Name);
            json.WriteStartArray("external_references");
            json.WriteStartObject();
            json.WriteString("source_name", "mitre-attack");
            json.WriteString("external_id", technique.Id);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        if (BeginMade("relationship", IdOf("relationship", $"{indicator} indicates {target}")))
        {
            json.WriteString("relationship_type", "indicates");
            json.WriteString("source_ref", indicator);
            json.WriteString("target_ref", target);
            json.WriteEndObject();
        }
    }

    void WriteSighting(Finding finding)
    {
        var objects = WriteObservables(finding);
        var first = TimeOf(finding.Time ?? default);
        var last = TimeOf(finding.LastTime ?? finding.Time ?? default);
        var observed = IdOf("observed-data", NameOf(finding));
        if (objects.Count > 0 && BeginMade("observed-data", observed))
        {
            json.WriteString("created_by_ref", IdOf("identity", "Merlon"));
            json.WriteString("first_observed", first);
            json.WriteString("last_observed", string.CompareOrdinal(last, first) < 0 ? first : last);
            json.WriteNumber("number_observed", Math.Min(finding.Count, 999_999_999));
            json.WriteStrings("object_refs", objects);
            json.WriteEndObject();
        }

        var host = finding.Host.Length > 0 ? WriteIdentity(finding.Host, "system") : null;
        if (!BeginMade("sighting", IdOf("sighting", NameOf(finding))))
        {
            return;
        }

        json.WriteString("created_by_ref", IdOf("identity", "Merlon"));
        json.WriteString("description", FindingStream.Sentence(finding));
        json.WriteString("first_seen", first);
        json.WriteString("last_seen", string.CompareOrdinal(last, first) < 0 ? first : last);
        json.WriteNumber("count", Math.Min(finding.Count, 999_999_999));
        json.WriteString("sighting_of_ref", IdOf("indicator", finding.Rule.Key));
        if (objects.Count > 0)
        {
            json.WriteStrings("observed_data_refs", [observed]);
        }

        if (host is not null)
        {
            json.WriteStrings("where_sighted_refs", [host]);
        }

        json.WriteEndObject();
    }

    List<string> WriteObservables(Finding finding)
    {
        List<string> references = [];
        string? ValueOf(params string[] names) => names.Select(name => finding.Fields.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase)).Value).FirstOrDefault(static value => !string.IsNullOrEmpty(value));
        var image = ValueOf("Image", "NewProcessName", "exe") is { } path ? WriteFile(path) : null;
        if (ValueOf("CommandLine") is { } commandLine || image is not null)
        {
            references.Add(WriteProcess(finding, ValueOf("CommandLine"), image));
        }

        if (image is not null)
        {
            references.Add(image);
        }

        if (ValueOf("TargetFilename", "ImageLoaded") is { } target)
        {
            references.Add(WriteFile(target));
        }

        if (finding.User.Length > 0)
        {
            references.Add(WriteNamed("user-account", "account_login", finding.User));
        }

        foreach (var address in new[] { ValueOf("DestinationIp"), ValueOf("SourceIp", "IpAddress", "sourceIPAddress", "c-ip") }.OfType<string>())
        {
            if (System.Net.IPAddress.TryParse(address, out var parsed))
            {
                references.Add(WriteNamed(parsed.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? "ipv6-addr" : "ipv4-addr", "value", address));
            }
        }

        if (ValueOf("QueryName", "DestinationHostname") is { } name)
        {
            references.Add(WriteNamed("domain-name", "value", name));
        }

        if (references.Count == 0)
        {
            references.Add(WriteFile(finding.Document)); // nothing else is known than where it stands
        }

        return [.. references.Distinct(StringComparer.Ordinal)];
    }

    string WriteFile(string path) => WriteNamed("file", "name", path);

    // One property makes the id: UUID version 5 over its canonical JSON (RFC 8785), as the specification says.
    string WriteNamed(string type, string property, string value)
    {
        var canonical = $"{{\"{property}\":{JsonSerializer.Serialize(value, Canonical)}}}";
        var id = $"{type}--{NameUuid.Of(Observables, canonical)}";
        if (Begin(type, id))
        {
            json.WriteString(property, value);
            json.WriteEndObject();
        }

        return id;
    }

    static readonly JsonSerializerOptions Canonical = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    string WriteProcess(Finding finding, string? commandLine, string? image)
    {
        var id = IdOf("process", NameOf(finding));
        if (Begin("process", id))
        {
            if (commandLine is not null)
            {
                json.WriteString("command_line", commandLine);
            }

            if (image is not null)
            {
                json.WriteString("image_ref", image);
            }

            json.WriteEndObject();
        }

        return id;
    }
}
