using System.Globalization;
using System.Text;
using System.Text.Json;
using Merlon.Documents;
using Merlon.Workspaces.Storage;

namespace Merlon.Workspaces.Exchange;

/// <summary>
/// One collection of a TAXII server on its way to become a bundle: a folder with the pages that came and a state that says which
/// release they are of and where the next page is. The next fetch goes on after the last page.
/// </summary>
sealed class TaxiiFetch(string folder, TaxiiServer server, FetchOptions options)
{
    const double MissingShareMax = 0.01;

    readonly string statePath = Path.Combine(folder, "state.json");

    /// <summary>Fetches what is missing and writes the bundle. Returns how many bytes an earlier fetch had brought.</summary>
    public async Task<long> FetchAsync(
        TaxiiCollection collection, CollectionObject wanted, string target, string document, Action<int, int> report, DiagnosticLog log, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var state = State.Read(statePath);
        if (state is null || !state.IsOf(collection, wanted))
        {
            Discard();
            Directory.CreateDirectory(folder);
            state = State.Begin(collection, wanted);
        }

        var resumed = Enumerable.Range(1, state.Pages).Sum(page => new FileInfo(PageFile(page)).Length);
        while (!state.IsComplete)
        {
            report(state.Pages, state.Objects);
            state = await NextAsync(collection, wanted, state, cancellationToken);
            state.Write(statePath);
        }

        Assemble(wanted, state, target, document, log);
        return resumed;
    }

    /// <summary>Forgets what came.</summary>
    public void Discard()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    async Task<State> NextAsync(TaxiiCollection collection, CollectionObject wanted, State state, CancellationToken cancellationToken)
    {
        if (state.Pages >= options.PagesMax)
        {
            Discard();
            throw new FetchException($"{FetchClient.Shown(collection.Address)} pages without end: after {options.PagesMax} pages there were still more; use another server, or the repository");
        }

        var page = server.PageOf(collection, allVersions: !wanted.IsLatest, state.Next, state.AddedAfter);
        var file = PageFile(state.Pages + 1);
        var lastAdded = await server.FetchPageAsync(page, file + ".part", cancellationToken);
        if (BoundedBytes.OfFile(file + ".part", options.PageBytesMax) is not BoundedBytes.Whole { Bytes: var bytes })
        {
            throw new FetchException($"{FetchClient.Shown(page)} sends a page that unpacks to more than any page has, or does not unpack: use another server, or the repository");
        }

        using var json = FetchJson.Parse(bytes, page);
        var root = json.RootElement;
        var ids = FetchJson.Items(root, "objects").Select(static o => FetchJson.Text(o, "id")).OfType<string>().ToList();
        var hasMore = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("more", out var more) && more.ValueKind == JsonValueKind.True;
        var next = FetchJson.Text(root, "next");
        if (hasMore && (ids.Count == 0 || (next is null ? lastAdded is null || string.Equals(lastAdded, state.AddedAfter, StringComparison.Ordinal) : string.Equals(next, state.Next, StringComparison.Ordinal))))
        {
            throw new FetchException($"{FetchClient.Shown(page)} says that there is more, and not where, or sends the same page again: try again later, use another server, or the repository");
        }

        File.Move(file + ".part", file, overwrite: true);
        return state with { Pages = state.Pages + 1, Objects = state.Objects + ids.Count, Next = next, AddedAfter = lastAdded, IsComplete = !hasMore };
    }

    /// <summary>Puts the bundle together: of each object the version that the release lists, else the newest; by id, so that the same objects give the same bytes.</summary>
    void Assemble(CollectionObject wanted, State state, string target, string document, DiagnosticLog log)
    {
        SortedDictionary<string, (string Modified, byte[] Json)> objects = new(StringComparer.Ordinal);
        for (var page = 1; page <= state.Pages; page++)
        {
            if (BoundedBytes.OfFile(PageFile(page), options.PageBytesMax) is not BoundedBytes.Whole { Bytes: var bytes })
            {
                throw new FetchException($"a page of {document} that was kept cannot be read any more: fetch again");
            }

            using var json = FetchJson.Parse(bytes, options.Taxii);
            foreach (var one in FetchJson.Items(json.RootElement, "objects"))
            {
                Take(one, wanted, objects);
            }
        }

        Require(wanted, objects, document, log);
        AtomicFile.Write(target, stream =>
        {
            stream.Write(Encoding.UTF8.GetBytes($"{{\"type\":\"bundle\",\"id\":\"bundle--{(wanted.Id.Split("--") is [_, var uuid] ? uuid : wanted.Id)}\",\"objects\":["));
            var isFirst = true;
            foreach (var (_, one) in objects.OrderBy(o => !string.Equals(o.Key, wanted.Id, StringComparison.Ordinal))) // the collection first, as published
            {
                if (!isFirst)
                {
                    stream.WriteByte((byte)',');
                }

                stream.WriteByte((byte)'\n');
                stream.Write(one.Json);
                isFirst = false;
            }

            stream.Write("\n]}\n"u8);
        });
    }

    static void Take(JsonElement one, CollectionObject wanted, SortedDictionary<string, (string Modified, byte[] Json)> objects)
    {
        if (FetchJson.Text(one, "id") is not { } id)
        {
            return;
        }

        var modified = FetchJson.Text(one, "modified") ?? "";
        var isListed = wanted.Contents.TryGetValue(id, out var listed);
        var isOwn = string.Equals(id, wanted.Id, StringComparison.Ordinal);
        if (!wanted.IsLatest && (isOwn ? !string.Equals(modified, wanted.Modified, StringComparison.Ordinal) : !isListed || (modified.Length > 0 && !IsSameInstant(modified, listed ?? ""))))
        {
            return; // of a later release
        }

        if (!objects.TryGetValue(id, out var known) || string.CompareOrdinal(modified, known.Modified) > 0)
        {
            objects[id] = (modified, Encoding.UTF8.GetBytes(one.GetRawText()));
        }
    }

    static bool IsSameInstant(string one, string other)
        => string.Equals(one, other, StringComparison.Ordinal)
            || (DateTimeOffset.TryParse(one, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var left)
                && DateTimeOffset.TryParse(other, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var right) && left == right);

    /// <summary>A server that leaves out what the release lists has sent half of it.</summary>
    void Require(CollectionObject wanted, SortedDictionary<string, (string Modified, byte[] Json)> objects, string document, DiagnosticLog log)
    {
        var missing = wanted.Contents.Keys.Where(id => !objects.ContainsKey(id)).Order(StringComparer.Ordinal).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        if (missing.Count > MissingShareMax * wanted.Contents.Count)
        {
            Discard();
            throw new FetchException(string.Create(
                CultureInfo.InvariantCulture,
                $"the server sent {objects.Count:N0} objects of {document} and left out {missing.Count:N0} of the {wanted.Contents.Count:N0} that the release lists: try again later, or use the repository"));
        }

        log.Warn("FETCH004", SourceLocation.Whole, $"the server left out {missing.Count} of the {wanted.Contents.Count} objects that the release lists", missing[0], "fetch it from the repository to have all of them");
    }

    string PageFile(int page) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"page-{page:00000}.json"));

    sealed record State(string Address, string Version, string Modified, int Pages, int Objects, string? Next, string? AddedAfter, bool IsComplete)
    {
        public static State Begin(TaxiiCollection collection, CollectionObject wanted)
            => new(collection.Address.AbsoluteUri, wanted.Version.Text, wanted.Modified, 0, 0, Next: null, AddedAfter: null, IsComplete: false);

        /// <summary>True while the server still says the same of the release: pages of two states of it do not fit together.</summary>
        public bool IsOf(TaxiiCollection collection, CollectionObject wanted)
            => string.Equals(Address, collection.Address.AbsoluteUri, StringComparison.Ordinal) && string.Equals(Version, wanted.Version.Text, StringComparison.Ordinal)
                && string.Equals(Modified, wanted.Modified, StringComparison.Ordinal);

        public void Write(string path) => AtomicFile.Write(path, stream =>
        {
            using var json = new Utf8JsonWriter(stream);
            json.WriteStartObject();
            json.WriteString("address", Address);
            json.WriteString("version", Version);
            json.WriteString("modified", Modified);
            json.WriteNumber("pages", Pages);
            json.WriteNumber("objects", Objects);
            json.WriteString("next", Next);
            json.WriteString("added_after", AddedAfter);
            json.WriteBoolean("complete", IsComplete);
            json.WriteEndObject();
        });

        public static State? Read(string path)
        {
            if (!SmallJson.TryRead(path, out var json) || SmallJson.StringOf(json, "address") is not { } address || SmallJson.StringOf(json, "version") is not { } version
                || SmallJson.StringOf(json, "modified") is not { } modified || !TryNumber(json, "pages", out var pages) || !TryNumber(json, "objects", out var objects))
            {
                return null;
            }

            var folder = Path.GetDirectoryName(path) ?? "";
            var isThere = Enumerable.Range(1, pages).All(page => File.Exists(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"page-{page:00000}.json"))));
            var isComplete = json.TryGetProperty("complete", out var complete) && complete.ValueKind == JsonValueKind.True;
            return isThere ? new State(address, version, modified, pages, objects, SmallJson.StringOf(json, "next"), SmallJson.StringOf(json, "added_after"), isComplete) : null;
        }

        static bool TryNumber(JsonElement json, string name, out int number)
        {
            number = 0;
            return json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number && member.TryGetInt32(out number) && number >= 0;
        }
    }
}
