// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// LibTorch keeps its own matrix library. OpenCV brings Debian's reference BLAS into the program, whose sgemm_
// would be found first and make every product twenty times slower (core/engine/module_loader.cpp opens the
// module with RTLD_DEEPBIND for that). Here such a library is put in front, the module is opened as the program
// does it, and the running libtorch_cpu is asked, in its relocated table, whose sgemm_ it calls.
#include <QTest>

#include <dlfcn.h>
#include <elf.h>
#include <link.h>

#include <cstring>
#include <string>

#include "core/engine/model_api.h"

namespace {

const char* const kSymbol = "sgemm_";

struct Library {
    std::string path;
    ElfW(Addr) base = 0;
    const ElfW(Dyn) * dynamic = nullptr;
};

int findTorch(dl_phdr_info* info, std::size_t, void* out) {
    if (std::strstr(info->dlpi_name, "libtorch_cpu") == nullptr) return 0;
    auto* library = static_cast<Library*>(out);
    library->path = info->dlpi_name;
    library->base = info->dlpi_addr;
    for (int i = 0; i < info->dlpi_phnum; ++i)
        if (info->dlpi_phdr[i].p_type == PT_DYNAMIC)
            library->dynamic = reinterpret_cast<const ElfW(Dyn)*>(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr);
    return 1;
}

// The loader has made the addresses in the dynamic section absolute already.
ElfW(Addr) valueOf(const Library& library, ElfW(Sxword) tag) {
    for (const auto* entry = library.dynamic; entry->d_tag != DT_NULL; ++entry)
        if (entry->d_tag == tag) return entry->d_un.d_ptr;
    return 0;
}

// The address that the library's own calls of `symbol` reach; 0 when it has no such relocation.
ElfW(Addr) boundAddress(const Library& library, const char* symbol) {
    const auto* symbols = reinterpret_cast<const ElfW(Sym)*>(valueOf(library, DT_SYMTAB));
    const auto* names = reinterpret_cast<const char*>(valueOf(library, DT_STRTAB));
    for (const auto& [table, size] : {std::pair{DT_JMPREL, DT_PLTRELSZ}, std::pair{DT_RELA, DT_RELASZ}}) {
        const auto* entries = reinterpret_cast<const ElfW(Rela)*>(valueOf(library, table));
        const std::size_t count = entries == nullptr ? 0 : valueOf(library, size) / sizeof(ElfW(Rela));
        for (std::size_t i = 0; i < count; ++i) {
            const auto index = ELF64_R_SYM(entries[i].r_info);
            if (index != 0 && std::strcmp(names + symbols[index].st_name, symbol) == 0)
                return *reinterpret_cast<const ElfW(Addr)*>(library.base + entries[i].r_offset);
        }
    }
    return 0;
}

std::string libraryOf(const void* address) {
    Dl_info info{};
    return ::dladdr(address, &info) != 0 && info.dli_fname != nullptr ? info.dli_fname : std::string();
}

}  // namespace

class TestModuleSymbols : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void torchCallsItsOwnMatrixProduct() {
        // In the program OpenCV brings it; here it is asked for, so that the danger is there in any case.
        if (::dlsym(RTLD_DEFAULT, kSymbol) == nullptr) ::dlopen("libblas.so.3", RTLD_NOW | RTLD_GLOBAL);
        const void* foreign = ::dlsym(RTLD_DEFAULT, kSymbol);
        if (foreign == nullptr) QSKIP("this machine has no libblas.so.3 that could come first");
        QVERIFY2(libraryOf(foreign).find("libtorch") == std::string::npos, libraryOf(foreign).c_str());

        const auto module = hilum::engine::openModule();
        QVERIFY2(module.ok(), module.ok() ? "" : module.error().detail.c_str());
        Library torch;
        QVERIFY(::dl_iterate_phdr(findTorch, &torch) == 1 && torch.dynamic != nullptr);
        const auto bound = boundAddress(torch, kSymbol);
        QVERIFY2(bound != 0, "libtorch_cpu calls no sgemm_ through its table; this test must find another witness");
        QCOMPARE(QString::fromStdString(libraryOf(reinterpret_cast<const void*>(bound))),
                 QString::fromStdString(torch.path));
    }
};

QTEST_APPLESS_MAIN(TestModuleSymbols)
#include "tst_module_symbols.moc"
