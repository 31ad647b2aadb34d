from assistant.indexing.ranking.index_parameters import index_kind, probes, ranks_in_memory


def test_the_kind_of_index_follows_from_the_size_alone() -> None:
    kinds = [index_kind(n) for n in (0, 20_000, 20_001, 150_000, 400_000, 1_000_000)]
    assert kinds == ["Flat", "Flat", "IVF512,SQfp16", "IVF512,SQfp16", "IVF1024,SQfp16", "IVF2048,SQfp16"]


def test_of_more_lists_a_greater_share_is_looked_through() -> None:
    assert [probes(lists) for lists in (4, 512, 1024, 2048)] == [4, 64, 256, 512]


def test_words_are_ranked_in_memory_where_vectors_lie_in_lists() -> None:
    assert [ranks_in_memory(n) for n in (0, 20_000, 20_001, 1_000_000)] == [False, False, True, True]
