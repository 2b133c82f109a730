using Merlon.Documents;

namespace Merlon.Dettect;

/// <summary>Data source administrations: 1.0 has one flat entry per data source, 1.1 systems and entries per system.</summary>
public sealed partial class DettectReader
{
    const string SystemDefault = "default";

    static readonly string[] DataSourceKeys = ["version", "file_type", "name", "domain", "platform", "systems", "data_sources", "notes", "exceptions"];
    static readonly string[] SystemKeys = ["applicable_to", "platform"];

    static readonly string[] DetailKeys =
    [
        "applicable_to", "date_registered", "date_connected", "products", "available_for_data_analytics", "comment", "data_quality",
    ];

    static readonly string[] SourceKeys = ["data_source_name", "data_source", .. DetailKeys];
    static readonly string[] QualityKeys = ["device_completeness", "data_field_completeness", "timeliness", "consistency", "retention"];
    static readonly string[] ExceptionKeys = ["technique_id", "name"];

    DettectDataSources ReadDataSources(YamlNode.Mapping root)
    {
        var file = new DettectFields(root, "a data source administration", DataSourceKeys, log);
        var version = Version(file, DataSourceVersions);
        var name = file.Text("name");
        var platforms = file.Words("platform");
        var systems = Systems(file, name, platforms);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var sources = new List<DettectDataSource>();
        foreach (var entry in Bounded(file.Mappings("data_sources"), DettectLimits.EntriesMax, "data sources", static e => e.Location))
        {
            if (Source(entry, systems) is { } source)
            {
                if (!seen.Add(source.Name))
                {
                    log.Warn("DETT009", source.Location, $"the data source {source.Name} stands twice; both are used", excerpt: null, "put both under one name");
                }

                sources.Add(source);
            }
        }

        return new DettectDataSources
        {
            Document = log.Document,
            Version = version,
            Name = name,
            Domain = Domain(file),
            Platforms = platforms,
            Root = root,
            Systems = systems,
            Sources = sources,
            Exceptions = Exceptions(file),
        };
    }

    List<DettectSystem> Systems(DettectFields file, string name, IReadOnlyList<string> platforms)
    {
        if (!file.Has("systems"))
        {
            if (platforms.Count == 0)
            {
                log.Warn("DETT011", file.Location, "the file names neither systems nor platforms, so nothing applies to anything", excerpt: null, "add systems with applicable_to and platform");
            }

            return [new DettectSystem(name.Length == 0 ? SystemDefault : name, platforms, file.LocationOf("platform"))];
        }

        var systems = new List<DettectSystem>();
        foreach (var entry in Bounded(file.Mappings("systems"), DettectLimits.SystemsMax, "systems", static e => e.Location))
        {
            var system = new DettectFields(entry, "a system", SystemKeys, log);
            var applicableTo = system.Text("applicable_to");
            system.Expect("platform");
            if (applicableTo.Length == 0)
            {
                log.Warn("DETT011", system.Location, "a system has no applicable_to; it was not used");
            }
            else if (string.Equals(applicableTo, DettectFile.All, StringComparison.OrdinalIgnoreCase))
            {
                log.Note("DETT004", system.Location, "\"all\" stands for every system and is no system itself; it was not used");
            }
            else if (systems.Exists(s => string.Equals(s.Name, applicableTo, StringComparison.OrdinalIgnoreCase)))
            {
                log.Warn("DETT009", system.Location, $"the system {applicableTo} stands twice; the first is used");
            }
            else
            {
                systems.Add(new DettectSystem(applicableTo, system.Words("platform"), system.Location));
            }
        }

        return systems;
    }

    DettectDataSource? Source(YamlNode.Mapping entry, IReadOnlyList<DettectSystem> systems)
    {
        var source = new DettectFields(entry, "a data source", SourceKeys, log);
        var name = source.Text("data_source_name");
        if (name.Length == 0)
        {
            log.Warn("DETT011", source.Location, "a data source has no data_source_name; it was not used");
            return null;
        }

        IEnumerable<YamlNode.Mapping> written = source.IsWritten("data_source") ? source.Mappings("data_source") : [entry]; // 1.0 is flat
        List<DettectSourceDetails> details = [.. Bounded(written, DettectLimits.ObjectsMax, $"entries of {name}", static d => d.Location).Select(d => Details(d, name, systems))];
        return new DettectDataSource(name, details, source.Location);
    }

    DettectSourceDetails Details(YamlNode.Mapping entry, string name, IReadOnlyList<DettectSystem> systems)
    {
        var details = new DettectFields(entry, $"data source {name}", SourceKeys, log);
        details.Expect("date_registered", "date_connected", "products", "available_for_data_analytics", "comment", "data_quality");
        return new DettectSourceDetails
        {
            ApplicableTo = ApplicableTo(details, name, systems),
            DateRegistered = details.Date("date_registered"),
            DateConnected = details.Date("date_connected"),
            Products = details.Words("products"),
            IsAvailable = details.Flag("available_for_data_analytics"),
            Comment = details.Text("comment"),
            Quality = Quality(details, name),
            Location = details.Location,
        };
    }

    IReadOnlyList<string> ApplicableTo(DettectFields details, string what, IReadOnlyList<DettectSystem> systems)
    {
        var names = details.Words("applicable_to");
        foreach (var name in names.Where(n => !string.Equals(n, DettectFile.All, StringComparison.OrdinalIgnoreCase)
            && !systems.Any(s => string.Equals(s.Name, n, StringComparison.OrdinalIgnoreCase))))
        {
            var near = Spelling.Nearest(name, systems.Select(static s => s.Name));
            log.Warn("DETT010", details.LocationOf("applicable_to"), $"{what} applies to {DettectFields.Quoted(name)}, which is none of the systems", excerpt: null, near is null ? null : $"did you mean {near}?");
        }

        return names.Count == 0 ? [DettectFile.All] : names;
    }

    DettectQuality Quality(DettectFields details, string name)
    {
        if (details.Find("data_quality") is not { } node)
        {
            return default;
        }

        if (node is not YamlNode.Mapping mapping)
        {
            log.Warn("DETT004", node.Location, $"data_quality of {name} is a mapping of five dimensions; this is not and was not used");
            return default;
        }

        var quality = new DettectFields(mapping, $"data_quality of {name}", QualityKeys, log);
        quality.Expect(QualityKeys);
        int Of(string key) => quality.Number(key, DettectQuality.ScoreMin, DettectQuality.ScoreMax) ?? 0;
        return new DettectQuality(Of(QualityKeys[0]), Of(QualityKeys[1]), Of(QualityKeys[2]), Of(QualityKeys[3]), Of(QualityKeys[4]));
    }

    List<string> Exceptions(DettectFields file)
    {
        var ids = new List<string>();
        foreach (var entry in Bounded(file.Mappings("exceptions"), DettectLimits.EntriesMax, "exceptions", static e => e.Location))
        {
            var exception = new DettectFields(entry, "an exception", ExceptionKeys, log);
            if (exception.Text("technique_id") is { Length: > 0 } text && IdOf(text, exception.LocationOf("technique_id"), "the exception") is { } id)
            {
                ids.Add(id);
            }
        }

        return ids;
    }
}
