using System.CommandLine;
using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Cli;

/// <summary><c>merlon list</c>: every live object of a kind, or every pair of group and technique.</summary>
static class ListCommand
{
    public const string Uses = "uses";

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("list", "List the live objects of a kind, or which group uses which technique.")
        {
            Examples =
            [
                new("merlon list groups", "Every live group of every domain."),
                new("merlon list techniques --domain ics-attack --json", "The techniques of one domain, as JSON."),
                new("merlon list uses --domain enterprise-attack", "Pairs of group and technique, direct and inherited from campaigns, and their number."),
            ],
        };
        var what = OptionReading.Argument("KIND", $"One of {string.Join(", ", ObjectKind.All.Select(static kind => kind.Plural))}, or {Uses}.");
        var domain = OptionReading.Text("--domain", "Only one domain: enterprise-attack, mobile-attack, ics-attack.", "DOMAIN");
        command.Add(what);
        command.Add(domain);
        var choice = new ReleaseChoice(command);
        var json = OptionReading.Json();
        command.Add(json);
        command.SetAction(parse =>
        {
            var word = parse.GetRequiredValue(what);
            var kind = ObjectKind.Find(word);
            var isUses = string.Equals(word, Uses, StringComparison.OrdinalIgnoreCase);
            if (kind is null && !isUses)
            {
                var meant = Spelling.Nearest(word, [.. ObjectKind.Words, Uses]) is { } nearest ? $"; did you mean '{nearest}'?" : "";
                return Failure.Refuse(terminal, $"'{word}' is not a kind of object{meant}", $"Kinds: {string.Join(", ", ObjectKind.All.Select(static k => k.Plural))}, {Uses}");
            }

            if (!choice.TryLoad(parse, terminal, out var release))
            {
                return ExitCode.BadInput;
            }

            if (parse.GetValue(domain) is { } only && !release.Domains.Contains(only, StringComparer.Ordinal))
            {
                var meant = Spelling.Nearest(only, release.Domains) is { } nearest ? $"; did you mean '{nearest}'?" : "";
                return Failure.Refuse(terminal, $"ATT&CK {release.Version} was read without a domain '{only}'{meant}", $"Domains: {string.Join(", ", release.Domains)}");
            }

            return kind is null
                ? UseListing.Print(terminal, UseListing.Of(release, parse.GetValue(domain)), parse.GetValue(json))
                : Print(terminal, release, kind, parse.GetValue(domain), parse.GetValue(json));
        });
        return command;
    }

    static int Print(Terminal terminal, AttackRelease release, ObjectKind kind, string? domain, bool asJson)
    {
        List<AttackObject> found =
        [
            .. release.Objects.Where(one => one.IsLive && kind.Holds(one) && (domain is null || one.Domains.Contains(domain, StringComparer.Ordinal))),
        ];
        if (asJson)
        {
            JsonText.Print(terminal, json =>
            {
                json.WriteStartObject();
                json.WriteString("release", release.Version);
                json.WriteString("kind", kind.Plural);
                json.WriteNumber("count", found.Count);
                json.WriteObjects(kind.Plural.Replace('-', '_'), found, one =>
                {
                    ObjectJson.WriteReference(json, one);
                    json.WriteString("stix_id", one.StixId);
                    json.WriteString("type", ObjectKind.NameOf(one));
                    json.WriteStrings("aliases", one.Aliases);
                    json.WriteStrings("domains", one.Domains);
                    json.WriteStrings("platforms", one.Platforms);
                    json.WriteString("version", one.Version);
                });
                json.WriteEndObject();
            });
            return ExitCode.Success;
        }

        var table = new TextTable { Columns = [new("id"), new("name", IsFlexible: true), new("also", IsFlexible: true)], Indent = 0 };
        foreach (var one in found)
        {
            var also = one.Aliases.Count > 0 ? one.Aliases : one.Platforms;
            table.Add(SafeText.Line(one.Id), SafeText.Line(one.Name), SafeText.Line(string.Join(", ", also)));
        }

        var page = new Page(terminal);
        page.Table(table);
        page.Paragraph(SafeText.Line($"{Page.Count(found.Count)} live {kind.Plural} in ATT&CK {release.Version}{(domain is null ? "" : $" {domain}")}."), tone: Tone.Quiet);
        return ExitCode.Success;
    }
}
