using Merlon.Documents;

namespace Merlon.Fuzz;

/// <summary>How a reader behaved, as a number: which diagnostics it had, and about how much it read.</summary>
static class Behaviour
{
    /// <summary>Of a document.</summary>
    public static ulong Of<T>(Parsed<T> read)
        where T : class
        => Of(read.Diagnostics, read.Value is null ? 0 : 1, read.Diagnostics.Count);

    /// <summary>Of a run of records.</summary>
    public static ulong Of(IEnumerable<Diagnostic> diagnostics, params ReadOnlySpan<long> counts)
    {
        unchecked
        {
            var number = 17UL;
            foreach (var code in diagnostics.Select(static d => d.Code).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                foreach (var c in code)
                {
                    number = (number ^ c) * 0x100_0000_01B3;
                }
            }

            foreach (var count in counts)
            {
                number = (number ^ (ulong)long.Log2(count + 1)) * 0x100_0000_01B3;
            }

            return number;
        }
    }
}
