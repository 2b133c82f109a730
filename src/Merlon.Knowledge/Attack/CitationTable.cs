namespace Merlon.Attack;

/// <summary>The citations of a pack: runs of source names and addresses, decompressed and indexed when the first one is asked for.</summary>
sealed class CitationTable
{
    readonly Lazy<Runs> runs;

    public CitationTable(ReadOnlyMemory<byte> compressed, int bytes)
        => runs = new Lazy<Runs>(() => Runs.Read(PackSections.Decompress(compressed.Span, bytes)));

    /// <summary>The citations of one object or relationship.</summary>
    public IReadOnlyList<Citation> At(int run) => runs.Value.At(run);

    /// <summary>
    /// Writes runs in order: distinct citations first (strings, then pairs), then for each run how many it has and which.
    /// </summary>
    public static void Write(IEnumerable<IReadOnlyList<Citation>> runs, PackBytesWriter output)
    {
        var strings = new PackStringsWriter();
        var places = new Dictionary<(string, string), int>();
        var pairs = new PackBytesWriter();
        var numbers = new PackBytesWriter();
        var count = 0;
        foreach (var run in runs)
        {
            count++;
            numbers.Count(run.Count);
            foreach (var citation in run)
            {
                var key = (citation.SourceName, citation.Url);
                if (!places.TryGetValue(key, out var place))
                {
                    place = places.Count;
                    places.Add(key, place);
                    pairs.Count(strings.PlaceOf(citation.SourceName));
                    pairs.Count(strings.PlaceOf(citation.Url));
                }

                numbers.Count(place);
            }
        }

        strings.WriteTo(output);
        output.Count(places.Count);
        output.Append(pairs);
        output.Count(count);
        output.Append(numbers);
    }

    sealed class Runs(Citation[] citations, int[] starts, int[] numbers)
    {
        public static Runs Read(byte[] section)
        {
            var input = new PackBytesReader(section);
            var strings = PackStringsWriter.Read(ref input);
            var citations = new Citation[input.CountOfRest()];
            for (var i = 0; i < citations.Length; i++)
            {
                citations[i] = new Citation(strings[input.Count()], "", strings[input.Count()]);
            }

            var starts = new int[input.CountOfRest() + 1];
            var numbers = new List<int>();
            for (var i = 0; i + 1 < starts.Length; i++)
            {
                for (var left = input.CountOfRest(); left > 0; left--)
                {
                    numbers.Add(input.Count());
                }

                starts[i + 1] = numbers.Count;
            }

            return new Runs(citations, starts, [.. numbers]);
        }

        public Citation[] At(int run)
        {
            var found = new Citation[starts[run + 1] - starts[run]];
            for (var i = 0; i < found.Length; i++)
            {
                found[i] = citations[numbers[starts[run] + i]];
            }

            return found;
        }
    }
}
