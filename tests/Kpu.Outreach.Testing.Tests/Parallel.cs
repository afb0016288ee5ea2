using Xunit;

// The suites look at the process: at the threads that its calls hold and at its memory.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
