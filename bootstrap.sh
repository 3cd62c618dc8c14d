#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
echo "bootstrap.sh is being written"; exit 1
