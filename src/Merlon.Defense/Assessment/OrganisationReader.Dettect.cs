namespace Merlon.Assessment;

/// <summary>The administration files of DeTT&amp;CT that an organisation names.</summary>
sealed partial class OrganisationReader
{
    List<DettectReference> Dettect(OrganisationFields file)
    {
        var read = new List<DettectReference>();
        foreach (var entry in file.Entries("dettect", OrganisationKeys.Dettect, OrganisationLimits.EntriesMax))
        {
            if (entry.RequiredText("path", "an administration file of DeTT&CT") is not { } path)
            {
                continue;
            }

            if (read.Exists(r => string.Equals(r.Path, path, StringComparison.Ordinal)))
            {
                log.Warn("ORG025", entry.LocationOf("path"), $"the file {path} is there already; this entry was left out");
                continue;
            }

            read.Add(new DettectReference(path, SystemScopes(entry), entry.Location));
        }

        return read;
    }

    Dictionary<string, IReadOnlyList<string>> SystemScopes(OrganisationFields entry)
    {
        var byName = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        if (entry.Mapping("scopes") is not { } mapping)
        {
            return byName;
        }

        var systems = new OrganisationFields(mapping, entry.PathOf("scopes"), [.. mapping.Entries.Select(static e => e.Key.Text)], log);
        foreach (var (key, _) in mapping.Entries.Take(OrganisationLimits.WordsMax))
        {
            var named = Resolved(systems.Words(key.Text), w => words.Scope(w, scopes));
            if (named.Count == 0)
            {
                log.Warn("ORG030", systems.LocationOf(key.Text), $"no known scope stands for {OrganisationFields.Quoted(key.Text)}; what DeTT&CT says of it was left out");
            }
            else
            {
                byName[key.Text] = named;
            }
        }

        return byName;
    }
}
