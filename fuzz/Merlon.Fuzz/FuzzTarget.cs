namespace Merlon.Fuzz;

/// <summary>A reader as a function over bytes.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Seeds">Files of the data folder to begin with: folder and ending.</param>
/// <param name="Samples">Small inputs to begin with where there is no data folder.</param>
/// <param name="Words">What its format is made of, to put into inputs.</param>
/// <param name="Run">
/// Reads bytes; throws where anything is wrong, such as two ways of reading that differ. Gives a number that stands for how
/// the reader behaved: an input that makes it behave in a new way is worth mutating further.
/// </param>
sealed record FuzzTarget(string Name, (string Folder, string Ending)[] Seeds, byte[][] Samples, byte[][] Words, Func<byte[], ulong> Run);

/// <summary>Two ways of reading the same bytes gave different results.</summary>
sealed class DifferenceException(string message) : Exception(message);
