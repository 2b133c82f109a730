using Merlon.Attack;

namespace Merlon.Knowledge.Tests.Attack;

public sealed class PackSectionsTests
{
    [Theory]
    [InlineData(PackFormat.SectionBytesMax, "cannot be decompressed")] // the size is believed, and the bytes are too few
    [InlineData(PackFormat.SectionBytesMax + 1, "says that a section has 268435457 bytes")]
    public void A_section_is_not_believed_to_be_larger_than_the_limit(int bytes, string message)
        => Should.Throw<InvalidDataException>(() => PackSections.Decompress([], bytes)).Message.ShouldContain(message);
}
